import type { SaleItemsView } from '@hourglass/core/contract'
import { type APIRequestContext, expect, test } from '@playwright/test'
import { addresses } from '../addresses.ts'
import { get } from '../api.ts'
import { canBreak } from '../control.ts'
import { hourlySale } from '../screens.ts'
import { Shopper } from '../shopper.ts'

test.skip(!canBreak(), 'only a sale of the tests’ own is sold out')

const { apiUrl } = addresses(process.env)
const [PAGE_ITEMS, LIMIT, AT_ONCE] = [200, 10, 8]

/** All that can still be had of a sale, but for the last ones. */
async function availableIds(request: APIRequestContext, saleId: number): Promise<number[]> {
  const ids: number[] = []
  for (;;) {
    const path = `/v1/sales/${saleId}/items?state=available&limit=${PAGE_ITEMS}&offset=${ids.length}`
    const { items, total } = await get<SaleItemsView>(request, path)
    ids.push(...items.map(({ id }) => id))
    if (items.length === 0 || ids.length >= total) return ids
  }
}

async function buyAll(ids: number[]): Promise<void> {
  const batches = Array.from({ length: Math.ceil(ids.length / LIMIT) }, (_, at) =>
    ids.slice(at * LIMIT, (at + 1) * LIMIT),
  )
  const post = async (path: string) => (await fetch(`${apiUrl}${path}`, { method: 'POST' })).json()
  let next = 0
  await Promise.all(
    Array.from({ length: AT_ONCE }, async () => {
      for (let at = next++; at < batches.length; at = next++) {
        const { code } = await post(`/checkout?user_id=end-${at}&id=${batches[at]?.join('&id=')}`)
        await post(`/purchase?code=${encodeURIComponent(code)}`)
      }
    }),
  )
}

test('while the sale sells out the page counts down, says its milestones once, and becomes the screen between sales', async ({
  page,
  request,
}) => {
  test.setTimeout(120_000)
  const sale = await hourlySale(request)
  const shopper = new Shopper(page)
  await page.goto(`/sales/${sale.id}`)
  await shopper.seesLive()
  const said = page.locator('[data-milestone]')
  await said.evaluate((element) => {
    new MutationObserver(() => {
      document.documentElement.dataset.said = `${document.documentElement.dataset.said ?? ''}|${element.textContent}`
    }).observe(element, { childList: true, characterData: true, subtree: true })
  })
  const ids = await availableIds(request, sale.id)
  await buyAll(ids)
  await expect(page.getByText('Sold out. Every one of them has found somebody.')).toBeVisible()
  await expect(said).toHaveText('The last one is sold.')
  const heard = (await page.locator('html').getAttribute('data-said'))?.split('|').filter(Boolean) ?? []
  expect(heard).toEqual([...new Set(heard)])

  await expect(async () => {
    await page.reload()
    await expect(page.getByRole('heading', { name: 'What sold fastest' })).toBeVisible({ timeout: 1_000 })
  }).toPass({ timeout: 20_000 })
  await expect(page.getByRole('heading', { name: 'The next drop' })).toBeVisible()
  await expect(page.getByRole('link', { name: 'Put it in a calendar' })).toBeVisible()
})
