import { expect, test } from '@playwright/test'
import { availableItem } from '../api.ts'
import { hourlySale } from '../screens.ts'

test.describe('a visitor from Germany', () => {
  test.use({ locale: 'de-DE', timezoneId: 'Europe/Berlin' })

  test('reads numbers, prices and times as written at home', async ({ page, request }) => {
    await page.goto('/')
    await expect(page.getByText(/^10\.000 one-of-a-kind objects/)).toBeVisible()
    const item = await availableItem(request, 6_980)
    await page.goto(`/items/${item.id}`)
    const euros = (item.price.amount / 100).toLocaleString('de-DE', {
      style: 'currency',
      currency: 'EUR',
      trailingZeroDisplay: 'stripIfInteger',
    })
    await expect(page.getByRole('main')).toContainText(euros)

    const { name, starts_at } = await hourlySale(request)
    await page.goto('/sales')
    const sale = page.getByRole('listitem').filter({ has: page.getByRole('link', { name, exact: true }) })
    const starts = new Date(starts_at).toLocaleString('de-DE', {
      dateStyle: 'medium',
      timeStyle: 'medium',
      timeZone: 'Europe/Berlin',
    })
    await expect(sale.locator('time')).toHaveText(starts)
  })
})

test.describe('a visitor from Cairo', () => {
  test.use({ locale: 'ar-EG' })

  test('reads Latin digits, which the rolling figures need', async ({ page }) => {
    await page.goto('/')
    await expect(page.getByText(/^[\d.,\u066c\u00a0 ]+ one-of-a-kind objects/)).toBeVisible()
  })
})

test('pages are rendered in English and UTC, the same for everybody', async ({ request }) => {
  const headers = { 'accept-language': 'de' }
  expect(await (await request.get('/', { headers })).text()).toContain('10,000 one-of-a-kind objects')
  expect(await (await request.get('/sales', { headers })).text()).toMatch(/\d\d:\d\d:\d\d UTC/)
})
