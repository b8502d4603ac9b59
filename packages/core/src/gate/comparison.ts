import { readTake } from './records.ts'
import { decodeUnits, type Units } from './units.ts'

/** A snapshot of the gate for the reconciler. Only `buyers` comes from a scan and is not part of the snapshot. */
export interface Comparison {
  seq: number
  units: Units
  /** Units taken, held or sold, by user id. */
  buyers: Map<string, number>
  /** Takes that are not settled yet, by id. */
  takes: Map<string, { buyer: string; positions: number[] }>
}

/** Reads the reply of compare.lua. */
export function readComparison(reply: unknown[]): Omit<Comparison, 'buyers'> {
  const [, seq, units, takes] = reply as [Buffer, number, Buffer, Buffer[]]
  return {
    seq: Number(seq),
    units: decodeUnits(units),
    takes: new Map(readPairs(takes).map(([id, take]) => [id, readTake(take)])),
  }
}

/** Reads a hash as returned by Redis: a flat list of fields and values. */
export function readPairs(flat: readonly unknown[]): [string, string][] {
  const found: [string, string][] = []
  for (let i = 0; i + 1 < flat.length; i += 2) found.push([String(flat[i]), String(flat[i + 1])])
  return found
}
