import { readFile } from 'node:fs/promises'
import { expect, test } from '@playwright/test'
import sharp from 'sharp'
import { buyOverRest } from '../api.ts'
import { expectNoSeriousFinding } from '../axe.ts'
import { Operator } from '../operator.ts'
import { Shopper } from '../shopper.ts'

const coat = () =>
  sharp({ create: { width: 900, height: 1_200, channels: 3, background: '#2f5d8a' } })
    .composite([
      { input: { create: { width: 500, height: 700, channels: 3, background: '#17324d' } }, gravity: 'south' },
    ])
    .jpeg()
    .toBuffer()

test('a merchant opens a sale with a picture and a description, corrects it while it sells, withdraws an item and exports the orders', async ({
  page,
  request,
}) => {
  const operator = new Operator(page)
  await operator.arrives('coats', '/console', 'merchant')
  await expect(page).toHaveURL(/\/console\/sales$/)
  const links = page.getByRole('navigation', { name: 'Console' }).getByRole('link')
  await expect(links).toHaveText(['Sales', 'Search'])
  await page.goto('/console/sales/new')
  await page.getByLabel('Name').first().fill('Winter coats')
  await page.getByLabel('Name').nth(1).fill('Blue coat')
  await page.getByLabel('Units').fill('5')
  await page.getByLabel('Price, EUR', { exact: true }).fill('75')
  await page.getByLabel('Description').fill('Boiled wool, lined.\nMade in Porto.')
  await page
    .getByLabel('Picture')
    .setInputFiles({ name: 'notes.png', mimeType: 'image/png', buffer: Buffer.from('no') })
  await expect(page.getByText('is not a JPEG, PNG or WebP file')).toBeVisible()
  await page.getByLabel('Picture').setInputFiles({ name: 'coat.jpg', mimeType: 'image/jpeg', buffer: await coat() })
  await expect(page.getByRole('img', { name: 'The chosen one' })).toBeVisible()
  await page.getByRole('button', { name: 'Add item' }).click()
  await page.getByLabel('Name').nth(2).fill('Grey hat')
  await page.getByLabel('Price, EUR', { exact: true }).nth(1).fill('20')
  await page.getByRole('button', { name: 'Open sale' }).click()
  await expect(page.getByRole('heading', { level: 1, name: 'Winter coats' })).toBeVisible()
  await expect(operator.row('Blue coat')).toContainText('Boiled wool')
  const itemPath = await page.getByRole('link', { name: 'Blue coat' }).getAttribute('href')
  const id = Number(itemPath?.split('/').at(-1))
  await buyOverRest(request, 'e2e-first', id)

  await page.getByRole('button', { name: 'Correct Blue coat' }).click()
  await expect(page.getByRole('heading', { name: 'Correct Blue coat' })).toBeFocused()
  const form = page.getByRole('form', { name: 'Correct Blue coat' })
  await form.getByLabel('Units').fill('0')
  await form.getByRole('button', { name: 'Save' }).click()
  await expect(form.getByLabel('Units')).toHaveAttribute('aria-invalid', 'true')
  await expectNoSeriousFinding(page, 'a correction')
  await form.getByLabel('Units').fill('3')
  await form.getByLabel('Price, EUR', { exact: true }).fill('69')
  await form.getByRole('button', { name: 'Save' }).click()
  await expect(operator.row('Blue coat')).toContainText('€69')
  await buyOverRest(request, 'e2e-second', id)
  await page.getByRole('button', { name: 'Withdraw Grey hat' }).click()
  await page.getByRole('button', { name: 'Withdraw item' }).click()
  await expect(operator.row('Grey hat')).toContainText('withdrawn')
  await expect(operator.figure('sold')).toContainText('2of 3')
  await expect(operator.figure('left')).toContainText('1')

  const downloading = page.waitForEvent('download')
  await page.getByRole('button', { name: 'Export orders' }).click()
  const download = await downloading
  expect(download.suggestedFilename()).toMatch(/^orders-of-sale-\d+\.csv$/)
  const [head, ...rows] = (await readFile(await download.path(), 'utf8')).trim().split('\r\n')
  expect(head).toContain('order_id,number,status')
  expect(rows.map((row) => row.split(',').slice(6, 9).join())).toEqual(['Blue coat,1,7500', 'Blue coat,1,6900'])
  if (process.env.E2E_SHOTS)
    for (const [width, name] of [
      [1440, 'desktop'],
      [390, 'phone'],
    ] as const) {
      await page.setViewportSize({ width, height: 900 })
      await page.screenshot({ path: `${process.env.E2E_SHOTS}/console-${name}.png`, fullPage: true })
    }
  await page.setViewportSize({ width: 1280, height: 720 })

  const url = page.url()
  await page.getByLabel('It starts').fill('2036-01-31T18:00')
  await page.getByRole('button', { name: 'Duplicate sale' }).click()
  await expect(page).not.toHaveURL(url)
  await expect(operator.row('Blue coat')).toContainText('Boiled wool')
  await expect(operator.row('Grey hat')).toHaveCount(0)

  await operator.goesTo('Search')
  await operator.row('Blue coat').first().getByRole('link', { name: 'e2e-second' }).click()
  await expect(operator.row('Blue coat')).toHaveCount(1)
  await expect(operator.main).toContainText('Of buyer e2e-second.')
  await operator
    .row('Blue coat')
    .getByRole('link', { name: String(id) })
    .click()
  await expect(operator.row('Blue coat')).toHaveCount(2)
  await expectNoSeriousFinding(page, 'linked orders')

  await page.goto(itemPath ?? '')
  await expect(page.getByText('Made in Porto.')).toBeVisible()
  await expectNoSeriousFinding(page, 'an item with a picture')
  if (process.env.E2E_SHOTS)
    for (const [width, name] of [
      [1440, 'desktop'],
      [390, 'phone'],
    ] as const) {
      await page.setViewportSize({ width, height: 900 })
      await page.screenshot({ path: `${process.env.E2E_SHOTS}/item-${name}.png` })
    }
})

test('a merchant previews a sale before it exists and before it opens; nothing in it can be bought and nobody else sees it', async ({
  page,
  request,
}) => {
  const operator = new Operator(page)
  await operator.arrives('previews', '/console/sales/new', 'merchant')
  await page.getByLabel('Name').first().fill('Previewed coats')
  await page.getByLabel('Name').nth(1).fill('Blue coat')
  await page.getByLabel('Price, EUR', { exact: true }).fill('75')
  await page.getByLabel('Picture').setInputFiles({ name: 'coat.jpg', mimeType: 'image/jpeg', buffer: await coat() })
  await expect(page.getByRole('img', { name: 'The chosen one' })).toBeVisible()
  await page.getByRole('button', { name: 'Add item' }).click()
  await page.getByLabel('Name').nth(2).fill('Grey hat')
  const asked: string[] = []
  page.on('request', (sent) => asked.push(`${sent.method()} ${new URL(sent.url()).pathname}`))
  await page.getByRole('button', { name: 'Show preview' }).click()
  const desktop = page.frameLocator('[data-preview="desktop"] iframe')
  const phone = page.frameLocator('[data-preview="phone"] iframe')
  for (const frame of [desktop, phone]) {
    await expect(frame.getByRole('heading', { level: 1 })).toHaveText('Previewed coats')
    await expect(frame.getByRole('button', { name: 'Buy Blue coat' })).toBeVisible()
    const pictures = frame.locator('[data-item] img')
    await expect(pictures).toHaveCount(2)
    for (const picture of await pictures.all()) {
      await picture.scrollIntoViewIfNeeded()
      await expect.poll(() => picture.evaluate((drawn: HTMLImageElement) => drawn.naturalWidth)).toBeGreaterThan(0)
    }
  }
  const widthOf = (frame: typeof desktop) =>
    frame.locator('body').evaluate((body) => body.ownerDocument.defaultView?.innerWidth)
  expect([await widthOf(desktop), await widthOf(phone)]).toEqual([1_280, 390])
  await page.getByLabel('Name').nth(2).fill('Green hat')
  await expect(phone.getByRole('button', { name: 'Buy Green hat' })).toBeVisible()
  await phone.getByRole('button', { name: 'Buy Blue coat' }).click()
  await phone.getByRole('link', { name: 'Blue coat' }).first().click()
  await expect(page).toHaveURL(/\/console\/sales\/new$/)
  await expect(phone.getByRole('dialog')).toHaveCount(0)
  await expectNoSeriousFinding(page, 'a preview')
  expect(asked.filter((path) => /POST|\/v1\/(sales|items)|\/trpc\/(?!admin)/.test(path))).toEqual([])

  await page.getByLabel('Starts').fill('2036-01-31T18:00')
  await page.getByLabel('Before it opens').selectOption('hidden')
  await page.getByRole('radio', { name: 'Before opening' }).check()
  await expect(phone.getByText('Blue coat')).toHaveCount(0)
  await expect(phone.getByRole('heading', { name: 'What’s inside' })).toBeVisible()
  await page.getByLabel('Price, EUR', { exact: true }).nth(1).fill('20')
  await page.getByRole('button', { name: 'Schedule sale' }).click()
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Previewed coats')
  await page.getByRole('button', { name: 'Show preview' }).click()
  await expect(phone.getByRole('button', { name: 'Buy Green hat' })).toBeVisible()
  const saleId = page.url().split('/').at(-1)
  const hidden = await request.get(`${process.env.E2E_API_URL}/v1/sales/${saleId}/items`)
  expect((await hidden.json()).code).toBe('sale_not_open')
})

test('the funnel counts a browser once however often it visits, and the last 24 hours mark the sale', async ({
  page,
  browser,
}) => {
  const operator = new Operator(page)
  await operator.arrives('funnels', '/console/sales/new', 'merchant')
  await page.getByLabel('Name').first().fill('Counted coats')
  await page.getByLabel('Name').nth(1).fill('Counted coat')
  await page.getByLabel('Price, EUR', { exact: true }).fill('75')
  await page.getByRole('button', { name: 'Open sale' }).click()
  await expect(page.getByRole('heading', { level: 1, name: 'Counted coats' })).toBeVisible()
  const saleId = page.url().split('/').at(-1)
  const stage = (name: string) => page.locator(`[data-stage="${name}"]`)
  await expect(stage('visited')).toContainText(/0\s*$/)

  const context = await browser.newContext()
  const shopper = new Shopper(await context.newPage())
  await shopper.page.goto(`/sales/${saleId}`)
  await shopper.seesLive()
  await shopper.page.reload()
  await shopper.seesLive()
  await expect(stage('visited')).toContainText(/1\s*$/)
  const itemPath = await page.getByRole('link', { name: 'Counted coat' }).getAttribute('href')
  const id = Number(itemPath?.split('/').at(-1))
  await buyOverRest(page.request, 'e2e-counted', id)
  await page.request.post(`${process.env.E2E_API_URL}/checkout`, { params: { user_id: 'e2e-late', id } })
  await expect(stage('bought')).toContainText('100% of checked out')
  await expect(operator.row('Sold out')).toContainText('1')
  await expect(stage('visited')).toContainText(/1\s*$/)
  await context.close()

  await operator.goesTo('Sales')
  const history = page.getByRole('region', { name: 'Last 24 hours' })
  await expect(history.locator('canvas')).toBeVisible()
  await history.getByText('As a table').click()
  await expect(history.getByRole('row').filter({ hasText: 'Counted coats' })).toContainText('started')
  const links = await history.getByRole('link').evaluateAll((all) => all.map((link) => link.getAttribute('href')))
  expect([...new Set(links)], 'a merchant’s own sales only').toEqual([`/console/sales/${saleId}`])
})
