import { existsSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import type { OrderStep } from '@hourglass/core/operations'

/** The step declines orders with this quantity of an item. */
export const DECLINED_QUANTITY = 3
const POLL_MS = 50

/** While this file exists, orders of the item are not decided. `port`: the server's, whose step reads it. */
const heldFile = (port: string | undefined, itemId: number) => join(tmpdir(), `hourglass-order-${port}-${itemId}`)

/** Keeps orders of an item undecided. @returns lets them be decided */
export function holdOrders(apiUrl: string, itemId: number): () => void {
  const file = heldFile(new URL(apiUrl).port, itemId)
  writeFileSync(file, '')
  return () => rmSync(file, { force: true })
}

/** Order step of the tests: waits while a test holds the item's orders, declines by quantity and approves all other orders. */
const step: OrderStep = async ({ lines, signal }) => {
  const files = lines.map(({ itemId }) => heldFile(process.env.PORT, itemId))
  while (files.some((file) => existsSync(file))) await delay(POLL_MS, undefined, { signal })
  const declined = lines.some(({ quantity }) => quantity === DECLINED_QUANTITY)
  return declined ? { approved: false, reason: 'card_declined' } : { approved: true }
}

export default step
