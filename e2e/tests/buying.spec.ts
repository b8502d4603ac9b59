import { expect, test } from '@playwright/test'
import { availableItem, purchaseOverRest, readAudit, readItem } from '../api.ts'
import { markedCell } from '../field.ts'
import { Shopper } from '../shopper.ts'

/**
 * Records the positions of the sheet's buttons in every frame, in pixels from its lower left corner, since the entrance animation
 * moves the whole sheet.
 */
function watchButtons(sheet: HTMLElement | SVGElement) {
  const places = new Map<string, Set<string>>()
  const record = () => {
    for (const button of sheet.querySelectorAll('button')) {
      if (!button.checkVisibility({ visibilityProperty: true })) continue
      const place = `${button.offsetLeft} ${sheet.clientHeight - button.offsetTop}`
      const name = button.textContent
      places.set(name, (places.get(name) ?? new Set()).add(place))
    }
    frame = requestAnimationFrame(record)
  }
  let frame = requestAnimationFrame(record)
  return {
    stop() {
      cancelAnimationFrame(frame)
      record()
      cancelAnimationFrame(frame)
      return [...places].map(([name, places]): [string, string[]] => [name, [...places]])
    },
  }
}

for (const { size, tag, position } of [
  { size: 'a desktop', tag: [], position: 4_100 },
  { size: 'a phone', tag: '@phone', position: 4_300 },
]) {
  test.describe(`on ${size}`, { tag }, () => {
    test('buttons do not move from the opening of the sheet until one is pressed', async ({ page, request }) => {
      const shopper = new Shopper(page)
      const item = await availableItem(request, position)
      await shopper.openAt(item)
      // The checkout is answered only after the sheet has been seen in its loading state; lazily loaded parts arrive even later.
      const opened = Promise.withResolvers<void>()
      await page.route(/\/trpc\/checkout/, (route) => opened.promise.then(() => route.continue()))
      await shopper.card(item).getByRole('button', { name: /^Buy/ }).click()
      await expect(shopper.answer).toHaveAttribute('data-stage', 'checking_out')
      const seen = await shopper.sheet.evaluateHandle(watchButtons)
      opened.resolve()
      await expect(shopper.answer).toHaveAttribute('data-stage', 'ready')
      await expect(shopper.sheet.getByRole('button', { name: 'Add to cart' })).toBeVisible()
      const places = await seen.evaluate((watched) => watched.stop())
      const names = [expect.stringMatching(/^Buy for/), 'Cancel', 'Add to cart']
      expect(places.map(([name]) => name)).toEqual(expect.arrayContaining(names))
      expect(places.filter(([, places]) => places.length > 1)).toEqual([])
    })

    test('a shopper sees names and pictures, buys an item, and gets a receipt that matches the ledger', async ({
      page,
      request,
    }) => {
      const shopper = new Shopper(page)
      const item = await availableItem(request, position + 100)
      const { id, name } = item
      expect(name).toMatch(/ of the /)
      const sort = size === 'a phone' ? 'name' : 'cheapest'
      await page.goto(`/?${new URLSearchParams({ show: 'available', search: name, sort })}`)
      await shopper.seesLive()
      const card = page.getByRole('listitem').filter({ has: page.getByRole('button', { name: /^Buy/ }) })
      await expect(card).toHaveAttribute('data-item', String(id))
      await expect(card.getByRole('heading')).toHaveText(name)
      const picture = card.locator('img')
      await picture.scrollIntoViewIfNeeded()
      await expect(picture).toHaveJSProperty('complete', true)
      expect(await picture.evaluate((image: HTMLImageElement) => image.naturalWidth)).toBeGreaterThan(0)

      const code = await shopper.checksOut(item)
      await shopper.confirms()
      const order = await shopper.receives(item)

      const cell = { x: item.cell % 100, y: Math.floor(item.cell / 100) }
      await expect.poll(() => markedCell(shopper.sheet.locator('[data-mark]'))).toEqual(cell)

      const again = await purchaseOverRest(request, code)
      expect(again.status()).toBe(409)
      expect(await again.json()).toMatchObject({ code: 'code_used', order: { id: order }, purchased_items: [{ id }] })
      await expect.poll(() => readItem(request, id)).toMatchObject({ state: 'sold', units_left: 0 })
      expect((await readAudit(request, item.sale_id)).promises).toEqual({ exact: true, fair: true, conserved: true })

      await shopper.sheet.getByRole('button', { name: 'Back to the drop' }).click()
      await expect(shopper.card(item)).toContainText('Yours')
      await expect(shopper.card(item).getByRole('button')).toHaveCount(0)
    })
  })
}
