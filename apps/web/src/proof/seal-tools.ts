export { commitmentOf, nameOf, priceOf, seedOf } from '@hourglass/core/catalog'

/** Bytes from lower-case hex. */
export const bytesOf = (hex: string): Uint8Array =>
  Uint8Array.from(hex.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16))
