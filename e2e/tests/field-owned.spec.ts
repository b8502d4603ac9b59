import { expect, type Page, test } from '@playwright/test'
import { availableItem, buyOverRest } from '../api.ts'
import { fieldOf } from '../field.ts'
import { Shopper } from '../shopper.ts'

/** The color in the middle of an item's cell as `#rrggbb`, followed by its alpha. */
const colourOf = (page: Page, { cell }: { cell: number }) =>
  page.locator('[data-field] canvas').evaluate((canvas: HTMLCanvasElement, at) => {
    const size = canvas.width / 100
    const [x, y] = [((at % 100) + 0.5) * size, (Math.floor(at / 100) + 0.5) * size]
    const pixel = canvas.getContext('2d')?.getImageData(Math.floor(x), Math.floor(y), 1, 1).data ?? []
    return `#${[...pixel].map((value) => value.toString(16).padStart(2, '0')).join('')}`
  }, cell)

test.use({ deviceScaleFactor: 2 })

test('a shopper’s own items keep their color in the field, also after a reload; items of other buyers do not', async ({
  page,
  request,
}) => {
  const [mine, other] = [await availableItem(request, 4_600), await availableItem(request, 4_650)]
  const shopper = new Shopper(page)
  await shopper.openAt(mine)
  await shopper.checksOut(mine)
  await shopper.confirms()
  await shopper.receives(mine)
  await buyOverRest(request, 'e2e-field-other', other.id)

  for (const path of ['/', `/sales/${mine.sale_id}`]) {
    await page.goto(path)
    await fieldOf(page)
    await expect.poll(() => colourOf(page, mine)).toBe(`${mine.colour}ff`)
    await expect.poll(() => colourOf(page, other)).not.toBe(`${other.colour}ff`)
  }
})
