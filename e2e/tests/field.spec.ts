import { expect, test } from '@playwright/test'
import { availableItem, availableItems, buyOverRest, orderOf } from '../api.ts'
import { fieldOf, servedField, shownField, withoutHeld } from '../field.ts'
import { Fingers } from '../fingers.ts'
import { hourlySale } from '../screens.ts'
import { Shopper } from '../shopper.ts'

/** The center of an item's cell, in a surface with this bounding box. */
const middleOf = (cell: number, box: { x: number; y: number; width: number; height: number }) => ({
  x: box.x + (((cell % 100) + 0.5) / 100) * box.width,
  y: box.y + ((Math.floor(cell / 100) + 0.5) / 100) * box.height,
})

test('hovering over the field names the item, Ctrl and wheel zoom, a click opens the item', async ({
  page,
  request,
}) => {
  const item = await availableItem(request, 4_500)
  await page.goto('/')
  const field = await fieldOf(page)
  const box = await field.boundingBox()
  if (!box) throw new Error('the field has no box')
  const { x, y } = middleOf(item.cell, box)
  await page.mouse.move(x, y)
  await expect(page.locator('[data-in-view]')).toContainText(item.name)
  await expect(page.locator('[data-in-view]')).toHaveAttribute('data-in-view', String(item.id))

  await page.keyboard.down('Control')
  await page.mouse.wheel(0, -400)
  await page.keyboard.up('Control')
  await expect(field).toHaveAttribute('data-near', 'true')
  await page.mouse.move(x + 1, y)
  await expect(page.locator('[data-in-view]')).toContainText(item.name)
  await page.mouse.click(x + 1, y)
  await page.waitForURL(`**/items/${item.id}`)
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(item.name)
})

test('the wheel over the field scrolls the page at any zoom level', async ({ page }) => {
  await page.goto('/')
  const field = await fieldOf(page)
  for (const near of ['false', 'true']) {
    await expect(field).toHaveAttribute('data-near', near)
    await page.evaluate(() => scrollTo(0, 0))
    await field.hover()
    await page.mouse.wheel(0, 300)
    await expect.poll(() => page.evaluate(() => scrollY)).toBeGreaterThan(0)
    await page.mouse.wheel(0, -300)
    await expect.poll(() => page.evaluate(() => scrollY)).toBe(0)
    await expect(field).toHaveAttribute('data-near', near)
    await page.getByRole('button', { name: 'Zoom in' }).click()
  }
})

test.describe('on a phone', { tag: '@phone' }, () => {
  test.use({ hasTouch: true })

  test('a tap on the field names the item, a second tap opens it', async ({ page, request }) => {
    const item = await availableItem(request, 5_055)
    await page.goto('/')
    const field = await fieldOf(page)
    await field.scrollIntoViewIfNeeded()
    await page.getByRole('button', { name: 'Zoom in' }).click()
    await expect(field).toHaveAttribute('data-near', 'true')
    const box = await field.boundingBox()
    if (!box) throw new Error('the field has no box')
    await page.touchscreen.tap(box.x + box.width / 2, box.y + box.height / 2)
    const inView = page.locator('[data-in-view]')
    await expect(inView).not.toHaveAttribute('data-in-view', String(item.id + 10_000_000))
    await expect(field.locator('span')).toBeVisible()
    const id = await inView.getAttribute('data-in-view')
    await page.touchscreen.tap(box.x + box.width / 2, box.y + box.height / 2)
    await page.waitForURL(`**/items/${id}`)
  })

  test('a pinch zooms around its center, a drag pans, and neither opens an item', async ({ page }) => {
    const opened: string[] = []
    await page.goto('/')
    page.on('framenavigated', (frame) => opened.push(new URL(frame.url()).pathname))
    const field = await fieldOf(page)
    await field.scrollIntoViewIfNeeded()
    const box = await field.boundingBox()
    if (!box) throw new Error('the field has no box')
    const middle = { x: box.x + box.width / 2, y: box.y + box.height / 2 }
    const from = (x: number, y: number) => ({ x: middle.x + x, y: middle.y + y })
    await page.touchscreen.tap(middle.x, middle.y)
    const ring = field.locator('span')
    await expect(ring).toBeVisible()
    const named = (await page.locator('[data-in-view]').getAttribute('data-in-view')) ?? ''
    const cell = () => ring.evaluate((element) => Number.parseFloat(element.style.getPropertyValue('--cell')))
    const place = async () => {
      const ringBox = await ring.boundingBox()
      return ringBox && { x: ringBox.x + ringBox.width / 2 - middle.x, y: ringBox.y + ringBox.height / 2 - middle.y }
    }
    expect(await cell()).toBe(1)

    const fingers = await Fingers.on(page)
    await fingers.move([from(-20, 0), from(-120, 0)], [from(20, 0), from(120, 0)])
    await expect(field).toHaveAttribute('data-near', 'true')
    await expect.poll(cell).toBeCloseTo(6)
    const near = await place()
    if (!near) throw new Error('the ring has no box')
    expect(Math.hypot(near.x, near.y), 'the pinch center stays in place').toBeLessThan(box.width * 0.06)

    await fingers.move([from(near.x, near.y), from(near.x + 90, near.y - 60)])
    await expect.poll(async () => Math.round(((await place())?.x ?? 0) - near.x)).toBe(90)
    await expect.poll(async () => Math.round(((await place())?.y ?? 0) - near.y)).toBe(-60)
    await expect(page.locator('[data-in-view]')).toHaveAttribute('data-in-view', named)

    await page.touchscreen.tap(middle.x + near.x + 90, middle.y + near.y - 60)
    await page.waitForURL(`**/items/${named}`)
    expect(opened.filter((path) => path !== '/')).toEqual([`/items/${named}`])
  })
})

test('the field can be navigated by keyboard, and an item opened', async ({ page, request }) => {
  const sale = await hourlySale(request)
  await page.goto('/')
  const field = await fieldOf(page)
  await field.focus()
  for (const key of ['ArrowRight', 'ArrowRight', 'ArrowDown', 'ArrowLeft', '+', '+']) await page.keyboard.press(key)
  const inView = page.locator('[data-in-view]')
  const id = sale.first_item_id + (orderOf(sale).itemAt[100] ?? 0)
  await expect(inView).toHaveAttribute('data-in-view', String(id))
  await expect(field).toHaveAttribute('data-near', 'true')
  await page.keyboard.press('Escape')
  await expect(field).toHaveAttribute('data-near', 'false')
  await page.keyboard.press('Enter')
  await page.waitForURL(`**/items/${id}`)
})

test.describe('on a high-density screen', () => {
  test.use({ deviceScaleFactor: 2 })

  test('after ten seconds offline the page shows its age, and after reconnecting the field matches the server', async ({
    context,
    page,
    request,
  }) => {
    const sale = await hourlySale(request)
    const items = await availableItems(request, 9_300, 30)
    await page.goto('/')
    await fieldOf(page)
    await new Shopper(page).seesLive()
    await context.setOffline(true)
    await expect(page.locator('[data-connection]')).toContainText('You’re offline.')
    for (const [at, item] of items.entries()) await buyOverRest(request, `offline-${at}`, item.id)
    await expect(page.locator('[data-connection]')).toContainText(/Updated 1\d seconds ago/)

    await context.setOffline(false)
    await expect
      .poll(
        async () => {
          const served = await servedField(sale.id, sale.items_count)
          return withoutHeld(await shownField(page, sale), served) === served
        },
        { intervals: [100] },
      )
      .toBe(true)
  })
})
