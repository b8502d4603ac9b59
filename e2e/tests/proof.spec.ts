import type { SaleItemsView } from '@hourglass/core/contract'
import { expect, test } from '@playwright/test'
import { answerIn, availableItem, buyOverRest, readAudit } from '../api.ts'
import { hourlySale } from '../screens.ts'

test('the proof shows the totals of the ledger and updates after a purchase', async ({ page, request }) => {
  const sale = await hourlySale(request)
  const item = await availableItem(request, 2_400)
  await buyOverRest(request, 'proof', item.id)
  await page.goto(`/sales/${sale.id}/proof`)
  await expect(page.locator('[data-promise][data-kept="true"]')).toHaveCount(3)
  const counted = page.getByText(/^Counted at /).getByRole('time')
  const countedAt = async () => Date.parse((await counted.getAttribute('datetime')) ?? '')
  const first = await countedAt()
  const shown = async () => Number((await page.locator('[data-sum="Sold"] dd').textContent())?.replaceAll(',', ''))
  const before = await shown()
  expect(before).toBeLessThanOrEqual((await readAudit(request, sale.id)).units.sold)
  await buyOverRest(request, 'proof', (await availableItem(request, 2_450)).id)
  await page.getByRole('button', { name: 'Recount' }).click()
  await expect.poll(shown).toBeGreaterThan(before)
  expect(await countedAt()).toBeGreaterThan(first)
})

test('the proof recomputes commitment, seed and items from the revealed secret, in the browser', async ({
  page,
  request,
}) => {
  const sale = await hourlySale(request)
  await page.goto(`/sales/${sale.id}/proof`)
  const checks = page.locator('[data-checks="seal"] li')
  await expect(checks).toHaveCount(3)
  await expect(page.locator('[data-checks="seal"][data-matches="true"]')).toBeVisible()
  // A server that reports a price other than the one derived from the secret is detected.
  await page.route(/sales\.items/, async (route) => {
    const answer = await route.fetch()
    const body = await answer.json()
    const [item] = answerIn<SaleItemsView>(body, route.request().url(), 'sales.items').items
    if (item) item.price.amount += 1
    await route.fulfill({ response: answer, json: body })
  })
  await page.getByRole('button', { name: /Check another/ }).click()
  await expect(page.locator('[data-checks="seal"][data-matches="false"]')).toBeVisible()
  await expect(checks.nth(2)).toContainText('Differs')
})

test('every sale is listed with its field and a link to its proof', async ({ page, request }) => {
  const sale = await hourlySale(request)
  // The page that starts with this sale, however many merchant sales have opened since.
  await page.goto(`/sales?before=${sale.id + 1}`)
  const line = page.locator(`li[data-sale="${sale.id}"]`)
  await expect(line).toContainText(sale.name)
  await line.getByRole('link', { name: /^Proof/ }).click()
  await page.waitForURL(`**/sales/${sale.id}/proof`)
})

test('the next sale can be added to a calendar, and a shared page has its own picture', async ({
  page,
  request,
  baseURL,
}) => {
  const calendar = await request.get(`${baseURL}/next.ics`)
  expect(calendar.headers()['content-type']).toContain('text/calendar')
  expect(await calendar.text()).toMatch(/BEGIN:VEVENT\r\n[\s\S]*DTSTART:\d{8}T\d{6}Z\r\n/)
  const item = await availableItem(request, 2_500)
  for (const path of ['/', `/items/${item.id}`, `/sales/${item.sale_id}`]) {
    await page.goto(path)
    const address = await page.locator('meta[property="og:image"]').first().getAttribute('content')
    const picture = await request.get(address ?? '')
    expect(picture.headers()['content-type'], path).toBe('image/png')
    expect((await picture.body()).subarray(1, 4).toString()).toBe('PNG')
  }
})
