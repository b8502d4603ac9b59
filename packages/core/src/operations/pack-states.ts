/** Items by state in two bits each, four a byte, the first in the lowest bits; base64. 10,000 items are 2.5 kB. */
export function packStates(states: Uint8Array): string {
  const packed = Buffer.alloc(Math.ceil(states.length / 4))
  states.forEach((state, i) => {
    packed[i >> 2] = (packed[i >> 2] ?? 0) | (state << ((i & 3) * 2))
  })
  return packed.toString('base64')
}
