import { type APIRequestContext, expect, type Page, test } from '@playwright/test'
import { addresses } from '../addresses.ts'
import { expectNoSeriousFinding } from '../axe.ts'
import { openQueue, othersJoin, passFor, steerQueue, WaitingRoom } from '../queue.ts'
import { expectFits } from '../targets.ts'

const { apiUrl } = addresses(process.env)
const HOUR_MS = 3_600_000
/** 640 × 450 is a window of 1280 × 900 at 200 % zoom. */
const SIZES = [
  { width: 1440, height: 900 },
  { width: 1024, height: 768 },
  { width: 768, height: 1024 },
  { width: 640, height: 450 },
  { width: 390, height: 844 },
  { width: 320, height: 640 },
]

/** Brings a page into a state of the waiting room. */
type Arrive = (page: Page, request: APIRequestContext, name: string) => Promise<void>

const joined = async (page: Page, request: APIRequestContext, name: string, inMs = 0) => {
  const { sale, items } = await openQueue(request, name, inMs)
  if (inMs === 0) await othersJoin(request, sale.id, 3)
  const waiting = new WaitingRoom(page)
  await waiting.joins(sale.id)
  return { sale, items, waiting }
}

const STATES: Record<string, Arrive> = {
  'not joined, before the start': async (page, request, name) => {
    const { sale } = await openQueue(request, name, HOUR_MS)
    await page.goto(`/sales/${sale.id}`)
    await expect(new WaitingRoom(page).joinButton).toBeInViewport()
  },
  'joined before the start': async (page, request, name) => {
    const { waiting } = await joined(page, request, name, HOUR_MS)
    await waiting.is('joined')
  },
  'not joined, after the start': async (page, request, name) => {
    const { sale } = await openQueue(request, name)
    await page.goto(`/sales/${sale.id}`)
    await expect(new WaitingRoom(page).joinButton).toBeInViewport()
  },
  waiting: async (page, request, name) => {
    const { sale, waiting } = await joined(page, request, name)
    await waiting.is('waiting')
    await steerQueue(request, sale.id, { paused: false, rate_per_minute: 1 })
    await expect(waiting.room.getByRole('progressbar')).toBeVisible()
  },
  'waiting, paused': async (page, request, name) => {
    const { waiting } = await joined(page, request, name)
    await expect(waiting.room).toContainText('The queue is paused.')
  },
  'waiting without the live feed': async (page, request, name) => {
    await page.route('**/live*', (route) => route.abort())
    const { waiting } = await joined(page, request, name)
    await waiting.is('waiting')
  },
  'let in': async (page, request, name) => {
    const { sale, waiting } = await joined(page, request, name)
    await steerQueue(request, sale.id, { paused: false, admit_all: true })
    await waiting.is('admitted')
    await expect(waiting.room.getByRole('timer')).toBeVisible()
  },
  expired: async (page, request, name) => {
    // A pass lives for ten minutes. What the page shows then follows from this answer.
    await page.route(/trpc\/.*queue\.place/, async (route) => {
      const answer = await route.fetch()
      const text = await answer.text()
      await route.fulfill({ response: answer, body: text.replace(/"state":"(waiting|admitted)"/, '"state":"expired"') })
    })
    const { sale, waiting } = await joined(page, request, name)
    await expect(waiting.room).toHaveAttribute('data-queue', /waiting|expired/)
    await page.goto(`/sales/${sale.id}`)
    await new WaitingRoom(page).is('expired')
  },
  'door opened': async (page, request, name) => {
    const { sale, waiting } = await joined(page, request, name)
    await waiting.is('waiting')
    await steerQueue(request, sale.id, { door: 'open' })
    await expect(waiting.room).toContainText('The queue has ended.')
  },
  'sold out': async (page, request, name) => {
    const { sale, items } = await openQueue(request, name, 0, 1)
    const waiting = new WaitingRoom(page)
    await waiting.joins(sale.id)
    const headers = { 'Hourglass-Pass': await passFor(request, sale.id, 'taker') }
    const data = { user_id: 'taker', id: items.map(({ id }) => id) }
    const { code } = await (await request.post(`${apiUrl}/checkout`, { headers, data })).json()
    expect((await request.post(`${apiUrl}/purchase`, { headers, data: { code } })).status()).toBe(200)
    await expect(waiting.room).toBeHidden()
  },
}

for (const [state, arrive] of Object.entries(STATES))
  test(`the waiting room, ${state}: nothing is cut off from 1,440 to 320 px, and its button is in view`, async ({
    page,
    request,
  }) => {
    test.slow()
    await page.setViewportSize({ width: 1440, height: 900 })
    await arrive(page, request, `Looks ${state.slice(0, 12)}`)
    const room = page.locator('#queue')
    const button = room.getByRole('button', { name: /^Join/ }).or(room.getByRole('link', { name: 'Choose yours' }))
    for (const viewport of SIZES) {
      await page.setViewportSize(viewport)
      await page.evaluate(() => scrollTo(0, 0))
      if ((await button.count()) > 0) await expect(button).toBeInViewport({ ratio: 1 })
      await expectFits(page, `${state}, ${viewport.width} × ${viewport.height}`)
    }
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme })
      await expectNoSeriousFinding(page, `waiting room, ${state}, ${colorScheme}`)
    }
  })
