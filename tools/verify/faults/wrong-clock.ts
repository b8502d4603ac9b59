/** Loaded before a server's program (`--import`): shifts its clock by `?minutes=`. */
import crypto from 'node:crypto'
import { syncBuiltinESMExports } from 'node:module'

const off = Number(new URL(import.meta.url).searchParams.get('minutes')) * 60_000
const RightDate = Date

globalThis.Date = class extends RightDate {
  constructor(...given: [] | [value: number | string | Date]) {
    super(given[0] ?? RightDate.now() + off)
  }
  static override now(): number {
    return RightDate.now() + off
  }
} as DateConstructor

const { randomUUIDv7 } = crypto
crypto.randomUUIDv7 = (...options) => {
  const right = randomUUIDv7(...options)
  const wrong = (Number.parseInt(right.slice(0, 8) + right.slice(9, 13), 16) + off).toString(16).padStart(12, '0')
  return `${wrong.slice(0, 8)}-${wrong.slice(8)}${right.slice(13)}` as typeof right
}
syncBuiltinESMExports()
