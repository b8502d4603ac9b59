const known = new WeakMap<Uint8Array, string>()

/**
 * Items by state in two bits each, four a byte, the first in the lowest bits; base64. 10,000 items are 2.5 kB. States are not changed
 * once they are packed: all who come while a shelf is the same share one text.
 */
export function packStates(states: Uint8Array): string {
  let text = known.get(states)
  if (text === undefined) {
    text = packed(states).toString('base64')
    known.set(states, text)
  }
  return text
}

function packed(states: Uint8Array): Buffer {
  const bytes = Buffer.alloc(Math.ceil(states.length / 4))
  for (let i = 0; i < states.length; i++) bytes[i >> 2] = (bytes[i >> 2] ?? 0) | ((states[i] ?? 0) << ((i & 3) * 2))
  return bytes
}
