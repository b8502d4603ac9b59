import { expect, test } from '@playwright/test'
import { availableItem, buyOverRest } from '../api.ts'
import { openScreens } from '../screens.ts'

test('a CDN may hold every page for a second: none sets a cookie, depends on one, or has a nonce', async ({
  request,
}) => {
  for (const path of Object.values(await openScreens(request))) {
    const response = await request.get(path, { headers: { cookie: 'session=somebody' } })
    const headers = response.headers()
    expect.soft(headers['cache-control'], path).toBe('public, max-age=0, s-maxage=1, stale-while-revalidate=5')
    expect.soft(headers['set-cookie'], path).toBeUndefined()
    expect.soft(headers.vary, path).not.toMatch(/cookie/i)
    expect.soft(headers['content-security-policy'], path).not.toContain('nonce')
  }
})

test('a page that has not changed is not sent again', async ({ request }) => {
  const statusOfSecond = async () => {
    const { etag = '' } = (await request.get('/how-it-works')).headers()
    return (await request.get('/how-it-works', { headers: { 'if-none-match': etag } })).status()
  }
  await expect.poll(statusOfSecond).toBe(304)
})

test('an item that sells is sold in the page of the next visitor, with and without JavaScript', async ({
  browser,
  page,
  request,
}) => {
  const item = await availableItem(request, 6_900)
  const path = `/items/${item.id}`
  await page.goto(path)
  await expect(page.getByRole('button', { name: /^Buy/ })).toBeVisible()
  await buyOverRest(request, 'e2e-caching', item.id)

  await page.goto(path)
  await expect(page.getByRole('button', { name: /^Buy/ })).toHaveCount(0)
  const plain = await (await browser.newContext({ javaScriptEnabled: false })).newPage()
  await expect
    .poll(async () => {
      await plain.goto(path)
      return plain.locator('main').textContent()
    })
    .toContain('Sold')
  await plain.context().close()
})
