import { expect, test } from '@playwright/test'
import { purchaseOverRest, readAudit, readItem } from '../api.ts'
import { markedCell } from '../field.ts'
import { hourlySale } from '../screens.ts'
import { Shopper } from '../shopper.ts'

for (const { size, viewport } of [
  { size: 'a desktop', viewport: { width: 1280, height: 900 } },
  { size: 'a phone', viewport: { width: 390, height: 844 } },
]) {
  test.describe(`on ${size}`, () => {
    test.use({ viewport })

    test('a shopper sees names and pictures, buys one item, and holds a receipt that the ledger agrees with', async ({
      page,
      request,
    }) => {
      const shopper = new Shopper(page)
      await page.goto(`/?show=available&sort=${size === 'a phone' ? 'name' : 'cheapest'}`)
      await shopper.seesLive()
      const card = page.getByRole('listitem').filter({ has: page.getByRole('button', { name: /^Buy/ }) })
      await expect(card).not.toHaveCount(0)
      const name = (await card.first().getByRole('heading').textContent()) ?? ''
      expect(name).toMatch(/ of the /)
      const picture = card.first().locator('img')
      await picture.scrollIntoViewIfNeeded()
      await expect(picture).toHaveJSProperty('complete', true)
      expect(await picture.evaluate((image: HTMLImageElement) => image.naturalWidth)).toBeGreaterThan(0)

      const id = Number(await card.first().getAttribute('data-item'))
      const item = await readItem(request, id)
      expect(item.name).toBe(name)
      const code = await shopper.checksOut(item)
      await shopper.confirms()
      const order = await shopper.receives(item)

      const { first_item_id } = await hourlySale(request)
      const cell = { x: (id - first_item_id) % 100, y: Math.floor((id - first_item_id) / 100) }
      await expect.poll(() => markedCell(shopper.sheet.locator('[data-mark]'))).toEqual(cell)

      const again = await purchaseOverRest(request, code)
      expect(again.status()).toBe(409)
      expect(await again.json()).toMatchObject({ code: 'code_used', order: { id: order }, purchased_items: [{ id }] })
      await expect.poll(() => readItem(request, id)).toMatchObject({ state: 'sold', units_left: 0 })
      expect((await readAudit(request, item.sale_id)).promises).toEqual({ exact: true, fair: true, conserved: true })

      await shopper.sheet.getByRole('button', { name: 'Back to the sale' }).click()
      await expect(shopper.card(item)).toContainText('Sold, to you')
      await expect(shopper.card(item).getByRole('button')).toHaveCount(0)
    })
  })
}
