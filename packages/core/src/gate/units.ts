/** Unit counts of all items in the gate, by position. */
export interface Units {
  /** On the shelf. */
  left: Uint32Array
  /** Taken or held, not yet sold. */
  out: Uint32Array
}

const ITEM_BYTES = 8

/** Decodes the string in the gate: two big-endian u32 per item, as BITFIELD stores them. */
export function decodeUnits(bytes: Buffer): Units {
  const items = Math.floor(bytes.length / ITEM_BYTES)
  const left = new Uint32Array(items)
  const out = new Uint32Array(items)
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  for (let i = 0; i < items; i++) {
    left[i] = view.getUint32(i * ITEM_BYTES)
    out[i] = view.getUint32(i * ITEM_BYTES + 4)
  }
  return { left, out }
}

/** The inverse of {@link decodeUnits}. */
export function encodeUnits(units: readonly { left: number; out: number }[]): Buffer {
  const bytes = Buffer.alloc(units.length * ITEM_BYTES)
  units.forEach(({ left, out }, i) => {
    bytes.writeUInt32BE(left, i * ITEM_BYTES)
    bytes.writeUInt32BE(out, i * ITEM_BYTES + 4)
  })
  return bytes
}

/** Encodes the limits of items for the gate: one big-endian u32 per item, 0 for none. */
export function encodeLimits(limits: readonly number[]): Buffer {
  const bytes = Buffer.alloc(limits.length * 4)
  limits.forEach((limit, i) => {
    bytes.writeUInt32BE(limit, i * 4)
  })
  return bytes
}
