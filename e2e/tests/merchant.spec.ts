import { expect, test } from '@playwright/test'
import { buyOverRest } from '../api.ts'
import { openSale, steerSale, uploadPicture } from '../merchant.ts'
import { untilServed } from '../served.ts'
import { Shopper } from '../shopper.ts'

const HOUR_MS = 3_600_000

test('a merchant sale appears beside the hourly one, with its discount, its limit and its remaining units', async ({
  page,
  request,
}) => {
  const { sale, items } = await openSale(request, {
    name: 'Harbour sale',
    ends_at: new Date(Date.now() + 5 * HOUR_MS).toISOString(),
    buyer_limit: 3,
    items: [{ name: 'Harbour lamp', stock: 12, price: 3_000, list_price: 4_000 }],
  })
  const [lamp] = items
  if (!lamp) throw new Error('the sale has an item')
  await untilServed(request, '/', `data-sale="${sale.id}"`)
  await page.goto('/')
  const beside = page.locator(`[data-sale="${sale.id}"]`)
  await expect(beside).toContainText('12 left')
  await expect(beside).toContainText(/Ends in 4 h \d+ min/)
  await beside.getByRole('link', { name: 'Harbour sale' }).click()

  const shopper = new Shopper(page)
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Harbour sale')
  await shopper.seesLive()
  await expect(page.getByRole('main')).toContainText('12 of 12 left')
  await expect(page.getByRole('main')).toContainText('Up to 3 per person.')
  await expect(shopper.card(lamp).locator('s')).toHaveText('€40')
  await expect(shopper.card(lamp)).toContainText('25% off')
  await buyOverRest(request, 'e2e-harbour', lamp.id)
  await expect(page.getByRole('main')).toContainText('11 of 12 left')

  await shopper.card(lamp).getByRole('link', { name: 'Harbour lamp' }).click()
  await shopper.seesLive()
  await expect(page.locator('[data-units-left]')).toHaveText('11 of 12 left')
  await buyOverRest(request, 'e2e-harbour', lamp.id)
  await expect(page.locator('[data-units-left]')).toHaveText('10 of 12 left')
})

test('paused, upcoming and closed sales show their status and offer nothing to buy', async ({ page, request }) => {
  const lines = [{ name: 'Quiet bowl', stock: 2, price: 500 }]
  const { sale: paused } = await openSale(request, { name: 'Paused sale', items: lines })
  await steerSale(request, paused.id, 'pause')
  const { sale: closed } = await openSale(request, { name: 'Closed sale', items: lines })
  await steerSale(request, closed.id, 'close')
  const starts_at = new Date(Date.now() + HOUR_MS).toISOString()
  const { sale: coming } = await openSale(request, { name: 'Coming sale', starts_at, items: lines })

  for (const { sale, says, mark } of [
    { sale: paused, says: 'This drop is paused.', mark: 'Paused' },
    { sale: closed, says: 'This drop is over.', mark: 'Ended' },
    { sale: coming, says: 'This drop hasn’t started.', mark: 'Not open yet' },
  ]) {
    await page.goto(`/sales/${sale.id}`)
    await expect(page.getByRole('main')).toContainText(says)
    const card = page.locator('[data-item]')
    await expect(card).toContainText(mark)
    await expect(card.getByRole('button')).toHaveCount(0)
  }
})

test('pausing, resuming and closing a sale updates open pages without a reload', async ({ page, request }) => {
  const ends_at = new Date(Date.now() + 5 * HOUR_MS).toISOString()
  const { sale, items } = await openSale(request, {
    name: 'Steered sale',
    ends_at,
    items: [{ name: 'Steered lamp', stock: 9, price: 900 }],
  })
  const [lamp] = items
  if (!lamp) throw new Error('the sale has an item')
  const shopper = new Shopper(page)
  for (const [path, says] of [
    [`/sales/${sale.id}`, true],
    [`/items/${lamp.id}`, false],
  ] as const) {
    await page.goto(path)
    await shopper.seesLive()
    const buy = page.getByRole('main').getByRole('button', { name: /^Buy/ })
    const main = page.getByRole('main')
    await expect(buy).toHaveCount(1)
    await page.evaluate(() => Object.assign(window, { sameDocument: true }))
    await steerSale(request, sale.id, 'pause')
    await expect(buy).toHaveCount(0)
    await expect(main).toContainText('Paused')
    if (says) await expect(main).toContainText('This drop is paused.')
    await steerSale(request, sale.id, 'resume')
    await expect(buy).toHaveCount(1)
    expect(await page.evaluate(() => 'sameDocument' in window)).toBe(true)
  }
  await page.goto(`/sales/${sale.id}`)
  await shopper.seesLive()
  await expect(page.getByText('This drop ends in')).toBeVisible()
  await steerSale(request, sale.id, 'close')
  await expect(page.getByRole('main')).toContainText('This drop is over.')
  await expect(page.getByText('This drop ends in')).toBeHidden()
  await expect(page.getByRole('main').getByRole('button', { name: /^Buy/ })).toHaveCount(0)
})

test('a merchant’s picture and description are shown, and no request goes to another host', async ({
  page,
  request,
}) => {
  const picture = await uploadPicture(request, 900, 600)
  const { sale, items } = await openSale(request, {
    name: 'Pictured sale',
    items: [
      { name: 'Pictured lamp', stock: 2, price: 700, picture, description: 'Brass.\n<b>Made</b> in Porto.' },
      { name: 'Plain lamp', stock: 2, price: 700 },
    ],
  })
  const [lamp] = items
  if (!lamp) throw new Error('the sale has items')
  const hosts = new Set<string>()
  page.on('request', (made) => hosts.add(new URL(made.url()).hostname))
  await page.goto(`/sales/${sale.id}`)
  const images = page.locator('[data-item] img')
  await expect(images).toHaveCount(2)
  await expect(images.first()).toHaveAttribute('src', new RegExp(`/v1/pictures/${picture}/large\\.webp$`))
  await expect(images.last()).toHaveAttribute('src', /image\.svg$/)
  for (const image of await images.all()) {
    await image.scrollIntoViewIfNeeded()
    await expect
      .poll(() => image.evaluate((drawn: HTMLImageElement) => drawn.complete && drawn.naturalWidth > 0))
      .toBe(true)
  }

  await page.goto(`/items/${lamp.id}`)
  const main = page.getByRole('main')
  await expect(main.getByRole('img', { name: 'Pictured lamp' })).toBeVisible()
  await expect(main.getByText('<b>Made</b> in Porto.')).toBeVisible()
  expect([...hosts]).toEqual([new URL(page.url()).hostname])
})
