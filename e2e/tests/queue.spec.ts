import { expect, test } from '@playwright/test'
import { expectNoSeriousFinding } from '../axe.ts'
import { openQueue, othersJoin, steerQueue, WaitingRoom } from '../queue.ts'
import { Shopper } from '../shopper.ts'

const HOUR_MS = 3_600_000
/** A page that joins before the start sees the draw; on a busy machine it may join after it. */
const SOON_MS = 20_000

test('before the start a shopper can join, and reads that being early makes no difference @phone @dpr2', async ({
  page,
  request,
}) => {
  const { sale } = await openQueue(request, 'Gathering', HOUR_MS)
  const waiting = new WaitingRoom(page)
  await page.goto(`/sales/${sale.id}`)
  await expect(waiting.room).toContainText('being early makes no difference')
  await expect(waiting.joinButton).toBeInViewport()
  await expect(page.getByRole('link', { name: 'Choose yours' })).toBeHidden()
  await expectNoSeriousFinding(page, 'waiting room, not joined')
  await waiting.joinButton.click()
  await waiting.is('joined')
  await expect(waiting.room).toContainText('You’re in. Places are drawn at')
  await expectNoSeriousFinding(page, 'waiting room, joined')
})

test('a page that joined before the start shows the drawn position without a reload', async ({ page, request }) => {
  const { sale } = await openQueue(request, 'Drawn places', SOON_MS)
  const waiting = new WaitingRoom(page)
  await waiting.joins(sale.id)
  await waiting.is('waiting')
  expect(await waiting.position()).toBe('1')
})

test('a shopper waits, is let in and buys @phone @dpr2', async ({ page, request }) => {
  const { sale, items } = await openQueue(request, 'Queue lamps')
  const waiting = new WaitingRoom(page)
  await waiting.joins(sale.id)
  await waiting.is('waiting')
  await expect(waiting.room).toContainText('The queue is paused. You keep your place.')
  await expectNoSeriousFinding(page, 'waiting room, waiting')
  await steerQueue(request, sale.id, { paused: false })
  await waiting.is('admitted')
  await expect(waiting.room.getByRole('timer')).toContainText(/9:\d\d/)
  await expect(page).toHaveTitle(/^It’s your turn/)
  await expectNoSeriousFinding(page, 'waiting room, admitted')

  await waiting.room.getByRole('link', { name: 'Choose yours' }).click()
  await expect(page).toHaveURL(/#items$/)
  const [lamp] = items
  if (!lamp) throw new Error('the sale has an item')
  const shopper = new Shopper(page)
  await shopper.openAt(lamp)
  await shopper.checksOut(lamp)
  await shopper.confirms()
  await shopper.receives(lamp)
})

test('a place is kept after a reload, in a second tab and while offline', async ({ page, request, context }) => {
  const { sale } = await openQueue(request, 'Kept places')
  const waiting = new WaitingRoom(page)
  await othersJoin(request, sale.id, 3)
  await waiting.joins(sale.id)
  await waiting.is('waiting')
  const position = await waiting.position()
  expect(position).toBe('4')
  await page.reload()
  await waiting.is('waiting')
  expect(await waiting.position()).toBe(position)

  const second = new WaitingRoom(await context.newPage())
  await second.page.goto(`/sales/${sale.id}`)
  await second.is('waiting')
  expect(await second.position()).toBe(position)

  await context.setOffline(true)
  await expect(page.locator('[data-connection="reconnecting"]')).toBeAttached()
  expect(await waiting.position()).toBe(position)
  await context.setOffline(false)
  await steerQueue(request, sale.id, { paused: false })
  for (const room of [waiting, second]) await room.is('admitted')
})

test('a page without the live feed follows the queue by polling', async ({ page, request }) => {
  const { sale } = await openQueue(request, 'Polled places')
  await page.route('**/live*', (route) => route.abort())
  const waiting = new WaitingRoom(page)
  await waiting.joins(sale.id)
  await waiting.is('waiting')
  await steerQueue(request, sale.id, { paused: false })
  await waiting.is('admitted')
})

test('a waiting page asks for its place only once while the live feed is up', async ({ page, request }) => {
  const { sale } = await openQueue(request, 'Quiet places')
  const waiting = new WaitingRoom(page)
  await waiting.joins(sale.id)
  await waiting.is('waiting')
  const asked: string[] = []
  page.on('request', (each) => /queue\.(place|get)/.test(each.url()) && asked.push(each.url()))
  // Each join is a frame of the feed.
  await othersJoin(request, sale.id, 5)
  const grains = page.locator('canvas[data-grains^="6 "]')
  await expect(grains).toBeAttached()
  expect(asked).toEqual([])
})

test('those ahead go in one after another, the bar never goes back, and a screen reader hears little', async ({
  page,
  request,
}) => {
  const { sale } = await openQueue(request, 'Announced places')
  await othersJoin(request, sale.id, 12)
  const waiting = new WaitingRoom(page)
  await waiting.joins(sale.id)
  await waiting.is('waiting')
  await page.evaluate(() => {
    const said: string[] = []
    const bars: number[] = []
    Object.assign(window, { said, bars })
    const region = document.querySelector('#queue [role="status"]')
    if (!region) throw new Error('the page has a live region')
    new MutationObserver(() => said.push(region.textContent ?? '')).observe(region, {
      childList: true,
      characterData: true,
      subtree: true,
    })
    const bar = document.querySelector<HTMLProgressElement>('#queue progress')
    if (!bar) throw new Error('the page has a bar')
    new MutationObserver(() => bars.push(bar.value)).observe(bar, { attributes: true })
  })
  await steerQueue(request, sale.id, { paused: false, rate_per_minute: 120 })
  await waiting.is('admitted')
  const { said, bars } = await page.evaluate(() => {
    const { said, bars } = window as unknown as { said: string[]; bars: number[] }
    return { said, bars }
  })
  expect(bars.length).toBeGreaterThan(2)
  expect(bars).toEqual(bars.toSorted((a, b) => a - b))
  // Resumed, at most once per halving of twelve, and the turn.
  expect(said.length).toBeLessThanOrEqual(7)
  expect(said.at(-1)).toBe('It’s your turn.')
})

test('an opened door lets everybody buy, and a sale that is over has no queue', async ({ page, request }) => {
  const { sale } = await openQueue(request, 'Opened door')
  const waiting = new WaitingRoom(page)
  await page.goto(`/sales/${sale.id}`)
  await expect(waiting.joinButton).toBeVisible()
  await steerQueue(request, sale.id, { door: 'open' })
  await expect(waiting.room).toContainText('The queue has ended. You can buy right away.')
  await expect(waiting.room.getByRole('link', { name: 'Choose yours' })).toBeVisible()
})

test('who buys without a pass is led to the queue', async ({ page, request }) => {
  const { sale, items } = await openQueue(request, 'No pass')
  const [lamp] = items
  if (!lamp) throw new Error('the sale has an item')
  await page.goto(`/items/${lamp.id}`)
  await page.getByRole('button', { name: /^Buy/ }).first().click()
  const dialog = page.getByRole('dialog')
  await expect(dialog).toContainText('Join the queue first. You can buy once you’re let in.')
  await dialog.getByRole('link', { name: 'Go to the queue' }).click()
  await expect(page).toHaveURL(new RegExp(`/sales/${sale.id}#queue$`))
  await expect(new WaitingRoom(page).joinButton).toBeVisible()
})

test('whose turn it is gets a notification and a sound, if they asked for it', async ({ page, request, context }) => {
  await context.grantPermissions(['notifications'])
  await page.addInitScript(() => {
    const shown: string[] = []
    const sounds: number[] = []
    Object.assign(window, { shown, sounds })
    const Real = window.Notification
    window.Notification = class extends Real {
      constructor(title: string, options?: NotificationOptions) {
        super(title, options)
        shown.push(`${title}: ${options?.body}`)
      }
    }
    const { start } = OscillatorNode.prototype
    OscillatorNode.prototype.start = function (when) {
      sounds.push(this.frequency.value)
      start.call(this, when)
    }
  })
  const { sale } = await openQueue(request, 'Loud place')
  const waiting = new WaitingRoom(page)
  await waiting.joins(sale.id)
  await waiting.is('waiting')
  await waiting.room.getByRole('button', { name: 'Tell me when it’s my turn' }).click()
  await expect(waiting.room).toContainText('We’ll play a sound and show a notification.')
  await steerQueue(request, sale.id, { paused: false })
  await waiting.is('admitted')
  const heard = () =>
    page.evaluate(() => {
      const { shown, sounds } = window as unknown as { shown: string[]; sounds: number[] }
      return { shown, sounds }
    })
  await expect.poll(async () => (await heard()).shown).toEqual([`It’s your turn: You can buy in ${sale.name} now.`])
  expect((await heard()).sounds).toHaveLength(3)
})

test('the proof page recomputes the draw in the browser and names the shopper’s own place', async ({
  page,
  request,
}) => {
  const { sale } = await openQueue(request, 'Proven places', SOON_MS)
  await othersJoin(request, sale.id, 3)
  const waiting = new WaitingRoom(page)
  await waiting.joins(sale.id)
  await waiting.is('waiting')
  const position = await waiting.position()
  await page.goto(`/sales/${sale.id}/proof`)
  const draw = page.getByRole('region', { name: 'The draw' })
  await expect(draw.locator('[data-checks="draw"][data-matches="true"]')).toBeVisible()
  await expect(draw.locator('[data-kept="true"]')).toHaveCount(4)
  await expect(draw).toContainText(`drew position ${position}.`)
  await expectNoSeriousFinding(page, 'proof of a draw')
})

test('with reduced motion and forced colours the waiting room says the same', async ({ browser, request }) => {
  const context = await browser.newContext({ reducedMotion: 'reduce', forcedColors: 'active' })
  const page = await context.newPage()
  const { sale } = await openQueue(request, 'Still place')
  const waiting = new WaitingRoom(page)
  await waiting.joins(sale.id)
  await waiting.is('waiting')
  await expect(waiting.room.getByRole('img')).toHaveAccessibleName(/1 person waiting above, 0 people let in below/)
  await expect(waiting.room.getByRole('progressbar')).toBeVisible()
  await context.close()
})
