import { expect, test } from '@playwright/test'
import { availableItems, buyOverRest } from '../api.ts'
import { fieldOf } from '../field.ts'
import { observe, seenOf } from '../observe.ts'
import { Shopper } from '../shopper.ts'
import { reportFigure } from './report-figure.ts'
import { traceTasks } from './tasks.ts'

const at = (share: number, values: number[]) =>
  values.toSorted((a, b) => a - b)[Math.min(values.length - 1, Math.ceil(share * values.length) - 1)] ?? Number.NaN

test('measures the first visit with a CPU slowdown of four', async ({ page }) => {
  await observe(page)
  const scripts: number[] = []
  page.on('requestfinished', async (request) => {
    if (request.resourceType() === 'script') scripts.push((await request.sizes()).responseBodySize)
  })
  const session = await page.context().newCDPSession(page)
  await session.send('Emulation.setCPUThrottlingRate', { rate: 4 })
  await page.goto('/')
  const named = scripts.reduce((sum, size) => sum + size, 0)
  await fieldOf(page)
  await expect(page.locator('li[aria-setsize]').first()).toBeVisible()
  const { lcp, what, cls } = await seenOf(page)
  const nodes = await page.evaluate(() => document.getElementsByTagName('*').length)
  reportFigure('LCP at 4× CPU slowdown', `${Math.round(lcp)} ms, ${what}`, '≤ 2,000 ms')
  reportFigure('CLS at 4× CPU slowdown', cls.toFixed(4), '≤ 0.02')
  reportFigure('JavaScript until the page has loaded, as sent', `${(named / 1_000).toFixed(1)} kB`, '≤ 170 kB')
  reportFigure(
    'with what comes when the page is quiet',
    `${(scripts.reduce((sum, size) => sum + size, 0) / 1_000).toFixed(1)} kB`,
  )
  reportFigure('DOM nodes', String(nodes), '≤ 1,500')
})

test('measures how soon a purchase by another client appears', async ({ page, request }) => {
  test.setTimeout(120_000)
  const COUNT = 50
  await page.setViewportSize({ width: 1280, height: 9_000 })
  await page.goto('/')
  await fieldOf(page)
  await new Shopper(page).seesLive()
  await expect.poll(() => page.locator('li[data-item]').count()).toBeGreaterThanOrEqual(COUNT)
  await page.evaluate(() => {
    const soldAt: Record<string, number> = {}
    Object.assign(window, { soldAt })
    new MutationObserver(() => {
      for (const card of document.querySelectorAll<HTMLElement>('li[data-item]'))
        if (card.textContent?.includes('Sold')) soldAt[card.dataset.item ?? ''] ??= Date.now()
    }).observe(document.body, { childList: true, subtree: true, characterData: true, attributes: true })
  })
  const ids = await page
    .locator('li[data-item]')
    .evaluateAll((cards) => cards.map((card) => (card as HTMLElement).dataset.item ?? ''))
  const delays: number[] = []
  for (const id of ids.slice(0, COUNT)) {
    await buyOverRest(request, `seen-${id}`, Number(id))
    const sentAt = Date.now()
    const soldAt = await page.waitForFunction(
      (item) => (window as unknown as { soldAt: Record<string, number> }).soldAt[item],
      id,
      { polling: 20 },
    )
    delays.push(Math.max(0, ((await soldAt.jsonValue()) ?? 0) - sentAt))
  }
  reportFigure(`another’s purchase seen as sold, p50 of ${delays.length}`, `${at(0.5, delays)} ms`)
  reportFigure(`another’s purchase seen as sold, p95 of ${delays.length}`, `${at(0.95, delays)} ms`, '≤ 250 ms')
})

test('measures scrolling while forty items per second sell for ten seconds', async ({ page, request }) => {
  test.setTimeout(120_000)
  const [RATE, SECONDS, LONG_MS] = [40, 10, 50]
  const items = await availableItems(request, 7_000, 200)
  const more = await availableItems(request, 8_000, 200)
  await page.goto('/')
  await fieldOf(page)
  await new Shopper(page).seesLive()
  await expect(page.locator('li[aria-setsize]').first()).toBeVisible()
  const traced = await traceTasks(page)
  await page.evaluate(() => {
    const gaps: number[] = []
    const longTasks: number[] = []
    Object.assign(window, { gaps, longTasks })
    new PerformanceObserver((list) => {
      for (const { duration } of list.getEntries()) longTasks.push(duration)
    }).observe({ type: 'longtask' })
    let last = performance.now()
    const frame = (now: number) => {
      gaps.push(now - last)
      last = now
      scrollBy(0, 6)
      requestAnimationFrame(frame)
    }
    requestAnimationFrame(frame)
  })
  const ids = [...items, ...more].map(({ id }) => id)
  const start = Date.now()
  const buying = ids.map(async (id, order) => {
    await new Promise((resolve) => setTimeout(resolve, (order * 1_000) / RATE))
    await buyOverRest(request, `forty-${order}`, id)
  })
  await Promise.all(buying)
  const took = (Date.now() - start) / 1_000
  const tasks = await traced()
  const { gaps, longTasks } = await page.evaluate(() => {
    const { gaps, longTasks } = window as unknown as Record<'gaps' | 'longTasks', number[]>
    return { gaps, longTasks }
  })
  const long = tasks.filter(({ wallMs }) => wallMs > LONG_MS)
  const longest = Math.max(...tasks.map(({ wallMs }) => wallMs))
  const busiest = Math.max(...tasks.map(({ cpuMs }) => cpuMs))
  reportFigure('sold while scrolling', `${ids.length} in ${took.toFixed(1)} s`, `${RATE} a second for ${SECONDS} s`)
  reportFigure(
    'tasks over 50 ms in that time, including waits for a core',
    `${long.length}, the longest ${Math.round(longest)} ms`,
    'none',
  )
  reportFigure(
    'long tasks during that time, as the browser reports them',
    `${longTasks.length}, the longest ${Math.round(Math.max(0, ...longTasks))} ms`,
    'none',
  )
  const ownLong = tasks.filter(({ cpuMs }) => cpuMs > LONG_MS).length
  reportFigure('tasks over 50 ms of the processor', `${ownLong}, the longest ${Math.round(busiest)} ms`, 'none')
  reportFigure('time between frames, p50 and p95', `${at(0.5, gaps).toFixed(1)} and ${at(0.95, gaps).toFixed(1)} ms`)
})
