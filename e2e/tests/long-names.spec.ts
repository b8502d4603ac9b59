import { expect, type Page, test } from '@playwright/test'
import { buyOverRest } from '../api.ts'
import { CartShopper } from '../cart.ts'
import { openSale } from '../merchant.ts'
import { untilServed } from '../served.ts'

const CHARS = 200
/** Names of 200 characters without break opportunities, and one of ordinary words. */
const NAMES = {
  'one word': 'SKU_2026-WINTER_DROP_BLUE_COAT_LIMITED_EDITION_0042_'.repeat(4).slice(0, CHARS),
  letters: 'W'.repeat(CHARS),
  'another script': 'Ж'.repeat(CHARS),
  'no-break spaces': 'Coat\u00a0'.repeat(CHARS / 5),
  words: 'Extraordinarily long wording '.repeat(7).slice(0, CHARS).trim(),
}

test.use({ viewport: { width: 320, height: 720 } })

/** @returns the elements that overflow to the right, and the overflow in pixels */
const overflowOf = (page: Page) =>
  page.evaluate(() => {
    const width = document.documentElement.clientWidth
    const wide = [...document.querySelectorAll<HTMLElement>('body *')].filter(
      (element) =>
        element.checkVisibility() && element.getBoundingClientRect().right > width + 1 && !element.closest('.unseen'),
    )
    return {
      page: document.documentElement.scrollWidth - width,
      elements: wide.map((element) => `${element.tagName} ${element.className} ${element.textContent?.slice(0, 30)}`),
    }
  })

for (const [kind, name] of Object.entries(NAMES)) {
  test(`a sale and an item whose names are 200 characters of ${kind} fit every view at 320 pixels`, async ({
    page,
    request,
  }) => {
    test.setTimeout(90_000)
    const { sale, items } = await openSale(request, {
      name,
      ends_at: new Date(Date.now() + 3_600_000).toISOString(),
      items: [1, 2].map(() => ({ name, stock: 9, price: 123_456_789, list_price: 223_456_789 })),
    })
    const [item] = items
    if (!item) throw new Error('the sale has items')
    await buyOverRest(request, `long-${kind.replaceAll(' ', '-')}`, item.id)
    const shopper = new CartShopper(page)
    const fits = async (view: string) => expect(await overflowOf(page), view).toEqual({ page: 0, elements: [] })

    for (const path of ['/', '/sales']) await untilServed(request, path, `data-sale="${sale.id}"`)
    for (const path of ['/', `/sales/${sale.id}`, `/sales/${sale.id}/proof`, '/sales']) {
      await page.goto(path)
      await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
      await fits(path)
    }
    await shopper.adds(item)
    await fits('item')
    await page.getByRole('button', { name: /^Buy/ }).click()
    await expect(shopper.answer).toHaveAttribute('data-stage', 'ready')
    await fits('sheet')
    await shopper.confirms()
    await expect(shopper.answer).toHaveAttribute('data-stage', 'bought')
    await fits('receipt')
    await page.goto(`/items/${items[1]?.id}`)
    await page.getByRole('button', { name: 'Hold', exact: true }).click()
    await expect(page.locator('[data-hold]')).toHaveAttribute('data-hold', 'ACTIVE')
    await fits('hold')
    await page.getByRole('button', { name: 'Add to cart' }).click()
    await expect(page.getByText('Added to cart.')).toBeVisible()
    await shopper.opensCart()
    await expect(page.locator('li[data-item]')).toHaveCount(1)
    await fits('cart')
    await shopper.orders()
    await expect(page.locator('[data-order]')).toBeVisible()
    await fits('order')
    await page.goto('/me')
    await expect(page.locator('[data-order]').first()).toBeVisible()
    await fits('me')
  })
}
