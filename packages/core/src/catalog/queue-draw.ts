import { hmac } from '@noble/hashes/hmac.js'
import { sha256 } from '@noble/hashes/sha2.js'
import { bytesToHex, concatBytes, hexToBytes, utf8ToBytes } from '@noble/hashes/utils.js'

const SCHEME = 'hourglass/queue/v1'

/** As many as FF1 has (NIST SP 800-38G): with a pseudorandom round function, every order of the places is then equally likely. */
const ROUNDS = 10

/** Most places in one draw. */
export const DRAW_SIZE_MAX = 2 ** 31 - 1

/** The digest of a sale's empty join log: lower-case hex of SHA-256 over the lines `hourglass/queue/v1` and the sale's id. */
export const emptyLogDigest = (saleId: number): string => bytesToHex(sha256(utf8ToBytes(`${SCHEME}\n${saleId}\n`)))

/** The entry of a ticket in the join log: lower-case hex of SHA-256 over the 16 bytes of the ticket's UUID. It does not reveal the ticket. */
export const logEntryOf = (ticket: string): string => bytesToHex(sha256(hexToBytes(ticket.replaceAll('-', ''))))

/** The digest of a join log after one more entry: SHA-256 over the digest before it and the entry, each as 32 bytes. All in hex. */
export const nextLogDigest = (digest: string, entry: string): string =>
  bytesToHex(sha256(concatBytes(hexToBytes(digest), hexToBytes(entry))))

/**
 * The key of a draw, lower-case hex: HMAC-SHA-256(secret, the line `hourglass/queue/v1` and the 32 bytes of the digest). The secret was
 * committed to when the sale was scheduled, so the operator cannot choose it afterwards; the digest fixes who took part.
 * @param digest of the join log at the draw, in hex
 */
export const drawKeyOf = (secret: Uint8Array, digest: string): string =>
  bytesToHex(hmac(sha256, secret, concatBytes(utf8ToBytes(`${SCHEME}\n`), hexToBytes(digest))))

/** A draw: its key, in hex, and how many of the first entries of the join log took part. */
export interface Draw {
  key: string
  size: number
}

/**
 * The position of an entry, from 1. Entries that took part in the draw are permuted; later ones keep the number under which they joined.
 *
 * The numbers 0 … size − 1 fill a grid that is as square as possible, row by row. Ten times, alternately, the row moves by a hash of the
 * column, or the column by a hash of the row. A number that leaves the range moves on until it is back in it. Each step can be undone, so
 * no two entries get the same position (a generalised Feistel network with cycle walking: Black & Rogaway 2002, "Ciphers with arbitrary
 * finite domains").
 * @param seq number under which the entry joined, from 1
 */
export function positionInQueue({ key, size }: Draw, seq: number): number {
  if (seq > size) return seq
  if (!Number.isInteger(seq) || seq < 1) throw new RangeError(`seq must be a whole number, 1 or greater, got ${seq}`)
  const shift = shifts(key)
  const columns = Math.ceil(Math.sqrt(size))
  const rows = Math.ceil(size / columns)
  let place = seq - 1
  do {
    let row = Math.floor(place / columns)
    let column = place % columns
    for (let round = 0; round < ROUNDS; round += 2) {
      row = (row + shift(round, column)) % rows
      column = (column + shift(round + 1, row)) % columns
    }
    place = row * columns + column
  } while (place >= size)
  return place + 1
}

/** The round function: the first six bytes, big-endian, of SHA-256 over the key, the round as one byte and the value as four. */
function shifts(key: string): (round: number, value: number) => number {
  const input = new Uint8Array(37)
  input.set(hexToBytes(key))
  const view = new DataView(input.buffer)
  return (round, value) => {
    view.setUint8(32, round)
    view.setUint32(33, value)
    const hash = new DataView(sha256(input).buffer)
    return hash.getUint16(0) * 2 ** 32 + hash.getUint32(2)
  }
}

/** What a sale publishes about its draw. Digests and keys in hex. */
export interface PublishedDraw {
  saleId: number
  secret: Uint8Array
  /** Entries that took part. */
  drawn: number
  digest: string
  key: string
}

/** The parts of a draw that can be recomputed, and whether they match what was published. */
export interface DrawCheck {
  /** The log has all entries that took part, none of them twice. */
  log: boolean
  digest: boolean
  key: boolean
  /** Every entry has exactly one position. */
  positions: boolean
}

/** Entries that are checked before other work gets a turn. */
const SLICE = 500

/**
 * Recomputes a draw from published data alone: the digest from the join log, the key from secret and digest, and every position. About
 * 60 µs per entry. @param onProgress called with the share that is done, from 0 to 1
 */
export async function checkDraw(
  { saleId, secret, drawn, digest, key }: PublishedDraw,
  entries: readonly string[],
  onProgress: (done: number) => void = () => {},
): Promise<DrawCheck> {
  const took = entries.slice(0, drawn)
  const seen = new Uint8Array(drawn + 1)
  let computed = emptyLogDigest(saleId)
  let distinct = 0
  for (const [i, entry] of took.entries()) {
    computed = nextLogDigest(computed, entry)
    const position = positionInQueue({ key, size: drawn }, i + 1)
    if (seen[position] === 0) distinct++
    seen[position] = 1
    if (i % SLICE !== 0) continue
    onProgress(i / took.length)
    await new Promise((resolve) => setTimeout(resolve))
  }
  onProgress(1)
  return {
    log: took.length === drawn && new Set(took).size === drawn,
    digest: computed === digest,
    key: drawKeyOf(secret, digest) === key,
    positions: distinct === drawn,
  }
}
