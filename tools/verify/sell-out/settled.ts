import { setTimeout as delay } from 'node:timers/promises'
import type { GateBooks } from './books.ts'

/** How long takes that nobody settled may stay open after the last sale: their lease is 10 s, the sweeper comes each second. */
const SETTLE_MS_MAX = 20_000
const SETTLE_PAUSE_MS = 250

/** One sale's books, as far as they tell whether anything of it is still under way. */
interface SaleAtRest {
  ledger: { soldOut: boolean; items: readonly { held: number }[] }
  gate: GateBooks | null
}

const isAtRest = ({ ledger, gate }: SaleAtRest): boolean => {
  if (ledger.items.some((item) => item.held > 0)) return false
  return gate ? gate.out === 0 && gate.takes.length === 0 : ledger.soldOut
}

/** The books once nothing is held or taken any more, or as they are when that takes too long. */
export async function settledBooks<Books extends SaleAtRest>(read: () => Promise<Books[]>): Promise<Books[]> {
  const deadline = performance.now() + SETTLE_MS_MAX
  for (;;) {
    const books = await read()
    if (books.every(isAtRest) || performance.now() > deadline) return books
    await delay(SETTLE_PAUSE_MS)
  }
}
