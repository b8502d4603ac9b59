import { expect, type Page, type Route, test } from '@playwright/test'
import { availableItem, buyOverRest } from '../api.ts'
import { startHoldingProxy } from '../held-back.ts'
import { Shopper } from '../shopper.ts'

const LIVE = /\/v1\/sales\/\d+\/live(\?|$)/
/** Longer than the longest pause before a lost stream is opened again. */
const RECOVERED_MS = 60_000

const lineOf = (page: Page) => page.locator('[data-line]')

/** Notes every state of the connection that the page shows, from its beginning. */
async function watchLine(page: Page): Promise<() => Promise<string[]>> {
  await page.addInitScript(() => {
    const lines: string[] = []
    Object.assign(window, { lines })
    new MutationObserver(() => {
      const line = document.querySelector<HTMLElement>('[data-line]')?.dataset.line
      if (line && lines.at(-1) !== line) lines.push(line)
    }).observe(document, { attributes: true, childList: true, subtree: true })
  })
  return () => page.evaluate(() => (window as unknown as { lines: string[] }).lines)
}

for (const { stream, withhold, position } of [
  {
    stream: 'a stream whose body a proxy holds back',
    position: 5_600,
    async withhold() {
      const proxy = await startHoldingProxy()
      const route = (route: Route) =>
        route.continue({
          url: route
            .request()
            .url()
            .replace(/^http:\/\/[^/]+/, proxy.origin),
        })
      return { route, end: () => proxy.close() }
    },
  },
  {
    stream: 'a refused stream',
    position: 5_650,
    withhold: async () => ({ route: (route: Route) => route.fulfill({ status: 503 }), end: async () => {} }),
  },
  {
    stream: 'a blocked stream',
    position: 5_700,
    withhold: async () => ({ route: (route: Route) => route.abort('blockedbyclient'), end: async () => {} }),
  },
]) {
  test(`with ${stream} the page never says that it is live, tells its age, shows what sells, and recovers by itself`, async ({
    page,
    request,
  }) => {
    const item = await availableItem(request, position)
    const shopper = new Shopper(page)
    const { route, end } = await withhold()
    const lines = await watchLine(page)
    await page.route(LIVE, route)
    await page.goto(`/sales/${item.sale_id}?search=${encodeURIComponent(item.name)}`)
    await expect(lineOf(page)).toHaveAttribute('data-line', 'polling')
    await expect(lineOf(page)).toContainText(/Live updates aren’t getting through\. ?Updated \d+ seconds? ago\./)
    await expect(shopper.card(item).getByRole('button', { name: /^Buy/ })).toBeVisible()
    await buyOverRest(request, `unseen-${position}`, item.id)
    await expect(shopper.card(item)).toContainText('Sold', { timeout: RECOVERED_MS })
    expect(await lines()).not.toContain('live')

    await page.unrouteAll({ behavior: 'ignoreErrors' })
    await expect(lineOf(page)).toHaveAttribute('data-line', 'live', { timeout: RECOVERED_MS })
    await expect(lineOf(page)).toHaveText('')
    await end()
  })
}

test('a stream that falls silent while it is open is not live after 20 seconds', async ({ page, request }) => {
  const item = await availableItem(request, 5_750)
  // The clock of the page is moved on, that of the server stays: no frame comes in between.
  await page.clock.install()
  const shopper = new Shopper(page)
  await page.goto(`/items/${item.id}`)
  await shopper.seesLive()
  const lost = page.waitForResponse(/\/trpc\/[^?]*sales\.current/)
  await page.clock.runFor(20_001)
  await lost
  await shopper.seesLive()
})

test('frames that a proxy held back for long do not replace newer states', async ({ page, request }) => {
  const item = await availableItem(request, 5_800)
  const shopper = new Shopper(page)
  const proxy = await startHoldingProxy()
  await page.route(LIVE, (route) =>
    route.continue({
      url: route
        .request()
        .url()
        .replace(/^http:\/\/[^/]+/, proxy.origin),
    }),
  )
  await page.goto(`/sales/${item.sale_id}?search=${encodeURIComponent(item.name)}`)
  await expect(lineOf(page)).toHaveAttribute('data-line', 'polling')
  await buyOverRest(request, 'held-back', item.id)
  await expect(shopper.card(item)).toContainText('Sold', { timeout: RECOVERED_MS })
  proxy.release()
  await expect(lineOf(page)).toHaveAttribute('data-line', 'live', { timeout: RECOVERED_MS })
  await expect(shopper.card(item)).toContainText('Sold')
  await page.unrouteAll({ behavior: 'ignoreErrors' })
  await proxy.close()
})
