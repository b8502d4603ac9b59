import { expect, type Page, type Route, test } from '@playwright/test'
import { availableItem, buyOverRest } from '../api.ts'
import { startHoldingProxy } from '../held-back.ts'
import { Shopper } from '../shopper.ts'

const LIVE = /\/v1\/sales\/\d+\/live(\?|$)/
/** Longer than the maximum reconnect delay. */
const RECOVERED_MS = 60_000

const lineOf = (page: Page) => page.locator('[data-connection]')

/** Records every connection state that the page shows, from the start. */
async function watchLine(page: Page): Promise<() => Promise<string[]>> {
  await page.addInitScript(() => {
    const lines: string[] = []
    Object.assign(window, { lines })
    new MutationObserver(() => {
      const line = document.querySelector<HTMLElement>('[data-connection]')?.dataset.connection
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
  test(`with ${stream} the page does not claim to be live, shows its age, polls for updates, and recovers by itself`, async ({
    page,
    request,
  }) => {
    const item = await availableItem(request, position)
    const shopper = new Shopper(page)
    const { route, end } = await withhold()
    const lines = await watchLine(page)
    await page.route(LIVE, route)
    await page.goto(`/sales/${item.sale_id}?search=${encodeURIComponent(item.name)}`)
    await expect(lineOf(page)).toHaveAttribute('data-connection', 'polling')
    await expect(lineOf(page)).toContainText(/Live updates aren’t getting through\. ?Updated \d+ seconds? ago\./)
    await expect(shopper.card(item).getByRole('button', { name: /^Buy/ })).toBeVisible()
    await buyOverRest(request, `unseen-${position}`, item.id)
    await expect(shopper.card(item)).toContainText('Sold', { timeout: RECOVERED_MS })
    expect(await lines()).not.toContain('live')

    await page.unrouteAll({ behavior: 'ignoreErrors' })
    await expect(lineOf(page)).toHaveAttribute('data-connection', 'live', { timeout: RECOVERED_MS })
    await expect(lineOf(page)).toHaveText('')
    await end()
  })
}

test('an open stream without frames for 20 seconds is not shown as live', async ({ page, request }) => {
  const item = await availableItem(request, 5_750)
  // Only the page's clock is advanced, so no frame arrives in between.
  await page.clock.install()
  const shopper = new Shopper(page)
  await page.goto(`/items/${item.id}`)
  await shopper.seesLive()
  const lost = page.waitForResponse(/\/trpc\/[^?]*sales\.current/)
  await page.clock.runFor(20_001)
  await lost
  await shopper.seesLive()
})

test('delayed frames do not overwrite newer state', async ({ page, request }) => {
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
  await expect(lineOf(page)).toHaveAttribute('data-connection', 'polling')
  await buyOverRest(request, 'held-back', item.id)
  await expect(shopper.card(item)).toContainText('Sold', { timeout: RECOVERED_MS })
  proxy.release()
  await expect(lineOf(page)).toHaveAttribute('data-connection', 'live', { timeout: RECOVERED_MS })
  await expect(shopper.card(item)).toContainText('Sold')
  await page.unrouteAll({ behavior: 'ignoreErrors' })
  await proxy.close()
})
