import { setTimeout as delay } from 'node:timers/promises'
import type { SaleView } from '@hourglass/core/contract'
import type { Sender } from './sender.ts'
import { ToolError } from './tool-error.ts'

/** Timeout for the first sale to open after the servers are ready. */
const OPENED_MS = 10_000
const OPENED_POLL_MS = 100

/** Waits for the hourly sale that the servers open. @throws ToolError */
export async function hourlySale(sender: Sender): Promise<SaleView> {
  const deadline = performance.now() + OPENED_MS
  while (performance.now() < deadline) {
    const { sales } = await sender.read<{ sales: SaleView[] }>('/v1/sales/active')
    const [sale] = sales
    if (sale) return sale
    await delay(OPENED_POLL_MS)
  }
  throw new ToolError('The servers did not open a sale: set LOG_LEVEL to see their logs.')
}
