import type { QueueStatsView, TicketView } from '@hourglass/core/contract'
import { type APIRequestContext, expect, type Locator, type Page } from '@playwright/test'
import { solveChallenge } from 'altcha-lib'
import { deriveKey } from 'altcha-lib/algorithms/pbkdf2'
import { addresses } from './addresses.ts'
import { openSale } from './merchant.ts'

const { apiUrl } = addresses(process.env)

/** Opens a sale with a waiting room. It starts now unless `inMs` is given, and lets nobody in until it is resumed. */
export async function openQueue(request: APIRequestContext, name: string, inMs = 0, stock = 50) {
  const starts_at = new Date(Date.now() + inMs).toISOString()
  const items = Array.from({ length: 2 }, (_, i) => ({ name: `${name} no. ${i + 1}`, stock, price: 700 }))
  const { sale, items: placed } = await openSale(request, { name, door: 'queue', starts_at, items })
  await steerQueue(request, sale.id, { paused: true })
  return { sale, items: placed }
}

/** Changes a waiting room over the admin API. */
export async function steerQueue(
  request: APIRequestContext,
  saleId: number,
  data: { paused?: boolean; rate_per_minute?: number; admit_all?: true; door?: 'open' },
): Promise<QueueStatsView> {
  const response = await request.post(`${apiUrl}/v1/admin/sales/${saleId}/queue`, { data })
  if (!response.ok()) throw new Error(`the queue was not changed, ${response.status()}: ${await response.text()}`)
  return response.json()
}

/** Others join, as partners’ buyers do. */
export async function othersJoin(request: APIRequestContext, saleId: number, count: number): Promise<void> {
  for (let i = 0; i < count; i++) await join(request, saleId, `other-${saleId}-${i}`)
}

async function join(request: APIRequestContext, saleId: number, user_id: string): Promise<TicketView> {
  const path = `${apiUrl}/v1/sales/${saleId}/queue`
  const { challenge } = await (await request.get(`${path}/challenge?user_id=${user_id}`)).json()
  const proof = { challenge, solution: await solveChallenge({ challenge, deriveKey }) }
  const response = await request.post(path, { data: { user_id, proof } })
  if (!response.ok()) throw new Error(await response.text())
  return response.json()
}

/** A buyer joins, everybody is let in, and the buyer has this pass. */
export async function passFor(request: APIRequestContext, saleId: number, user_id: string): Promise<string> {
  const { ticket } = await join(request, saleId, user_id)
  const drawn = async () => (await steerQueue(request, saleId, {})).drawn
  await expect.poll(drawn).not.toBeNull()
  await steerQueue(request, saleId, { admit_all: true })
  const read = async (): Promise<TicketView> =>
    (await request.get(`${apiUrl}/v1/sales/${saleId}/queue/${ticket}`)).json()
  await expect.poll(async () => (await read()).state).toBe('admitted')
  return (await read()).pass ?? ''
}

/** The waiting room on a page. */
export class WaitingRoom {
  readonly page: Page
  readonly room: Locator
  readonly joinButton: Locator

  constructor(page: Page) {
    this.page = page
    this.room = page.locator('#queue')
    this.joinButton = this.room.getByRole('button', { name: 'Join the queue' })
  }

  async joins(saleId: number): Promise<void> {
    await this.page.goto(`/sales/${saleId}`)
    await this.joinButton.click()
    await expect(this.joinButton).toBeHidden()
  }

  async is(state: string): Promise<void> {
    await expect(this.room).toHaveAttribute('data-queue', state)
  }

  /** The position on the page. */
  async position(): Promise<string> {
    return (await this.room.locator('strong').first().textContent()) ?? ''
  }
}
