import { expect, test } from '@playwright/test'
import { availableItem, availableItems, buyInSession } from '../api.ts'
import { openSale } from '../merchant.ts'
import { hourlySale } from '../screens.ts'
import { Shopper } from '../shopper.ts'

const NUMBER = /HG(-[0-9A-HJKMNP-TV-Z]{4}){3}/
const TARGET_PX_MIN = 44
/** Less than two lines. */
const LINE_PX_MAX = 30

test('a bought item has a receipt with its number, is in the collection after a reload, and its history is public', async ({
  browser,
  page,
  request,
}) => {
  const item = await availableItem(request, 7_800)
  const visitor = await browser.newPage()
  await visitor.goto(new URL(`/items/${item.id}`, test.info().project.use.baseURL).href)
  const history = visitor.getByRole('region', { name: 'History' })
  await expect(history.getByRole('listitem')).toHaveText([/^Offered \d\d:\d\d on /])
  await expect(visitor.locator('[data-connection]')).toHaveAttribute('data-connection', 'live')
  const asked: string[] = []
  visitor.on('request', (sent) => sent.url().includes('items.history') && asked.push(sent.url()))

  const shopper = new Shopper(page)
  await shopper.openAt(item)
  await shopper.checksOut(item)
  await shopper.confirms()
  const order = await shopper.receives(item)
  const number = NUMBER.exec((await shopper.sheet.textContent()) ?? '')?.[0] ?? ''
  expect(number).toMatch(NUMBER)

  await shopper.sheet.getByRole('link', { name: 'See it in your collection' }).click()
  await expect(page).toHaveURL(/\/collection$/)
  await expect(shopper.sheet).toBeHidden()
  await page.reload()
  await expect(page.getByRole('main')).toContainText('1 object')
  const owned = page.getByRole('main').getByRole('listitem')
  await expect(owned).toHaveCount(1)
  await expect(owned).toContainText((await hourlySale(request)).name)
  await expect(owned.getByRole('link', { name: number })).toHaveAttribute('href', `/orders/${order}`)
  await owned.getByRole('link', { name: item.name }).click()
  await expect(page).toHaveURL(new RegExp(`/items/${item.id}$`))
  await expect(page.getByRole('main')).toContainText('Yours')

  // The visitor's page was open all the time.
  const sold = /^Sold at \d\d:\d\d:\d\d( on .+)?, .+ after the drop opened$/
  await expect(history.getByRole('listitem')).toHaveText([/^Offered /, sold])
  expect(asked).toHaveLength(1)
  await visitor.reload()
  await expect(history.getByRole('listitem')).toHaveText([/^Offered /, sold])
  for (const own of [order, number]) expect(await visitor.content()).not.toContain(own)
  await visitor.close()

  for (const path of [`/orders/${order}`, '/me']) {
    await page.goto(path)
    await expect(page.getByRole('main'), path).toContainText(number)
  }
})

test('an empty collection leads to the current drop', async ({ page }) => {
  await page.goto('/')
  await page.getByRole('navigation', { name: 'Shop' }).getByRole('link', { name: 'Collection' }).click()
  await expect(page.getByRole('main')).toContainText('Your collection is empty. Browse the current drop.')
  await page.getByRole('link', { name: 'Browse the current drop' }).click()
  await expect(page).toHaveURL(/\/$/)
})

test('the collection has the newest items first, with their quantities', async ({ page, request }) => {
  const { sale, items } = await openSale(page.request, {
    name: 'Collected cups',
    items: [{ name: 'Collected cup', stock: 9, price: 900 }],
  })
  const [cup] = items
  const drop = await availableItems(request, 7_850, 2)
  await page.goto('/')
  await buyInSession(page.request, [cup?.id ?? 0])
  await buyInSession(
    page.request,
    drop.map(({ id }) => id),
  )
  await page.goto('/collection')
  await expect(page.getByRole('main')).toContainText('3 objects')
  const shown = page.getByRole('main').getByRole('listitem')
  await expect(shown).toHaveText([
    ...drop.map(({ name }) => new RegExp(name)),
    new RegExp(`Collected cup.*${sale.name}`),
  ])
})

test('the history of an item with several units shows them page by page', async ({ page, request }) => {
  const { items } = await openSale(request, { name: 'Many bowls', items: [{ name: 'Bowl', stock: 9, price: 900 }] })
  const id = items[0]?.id ?? 0
  for (let unit = 0; unit < 7; unit++) await buyInSession(page.request, [id])
  await page.goto(`/items/${id}`)
  const history = page.getByRole('region', { name: 'History' })
  await expect(history.getByRole('listitem')).toHaveCount(6)
  await history.getByRole('button', { name: 'Show more' }).press('Enter')
  await expect(history.getByRole('listitem')).toHaveCount(8)
  await expect(history.getByRole('listitem').last()).toHaveText(/^No\. 7 sold at /)
  await expect(history.getByRole('button')).toHaveCount(0)
})

test('on a phone of 320 px the header has two lines and the collection’s links are 44 px high', {
  tag: '@phone',
}, async ({ page, request }) => {
  const item = await availableItem(request, 7_900)
  await page.setViewportSize({ width: 320, height: 640 })
  await page.goto('/')
  await buyInSession(page.request, [item.id])
  await page.goto('/collection')
  const links = page.getByRole('main').getByRole('link')
  await expect(links).toHaveCount(2)
  for (const link of await links.all()) expect((await link.boundingBox())?.height).toBeGreaterThanOrEqual(TARGET_PX_MIN)
  expect((await page.getByRole('navigation', { name: 'Shop' }).boundingBox())?.height).toBeLessThan(LINE_PX_MAX)
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(320)
})
