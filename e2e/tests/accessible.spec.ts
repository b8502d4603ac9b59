import { expect, type Page, test } from '@playwright/test'
import { canReadMail, codeTo, Member, newEmail, wrongCode } from '../account.ts'
import { addresses } from '../addresses.ts'
import { availableItem } from '../api.ts'
import { expectNoSeriousFinding } from '../axe.ts'
import { CartShopper } from '../cart.ts'
import { Holder } from '../holder.ts'
import { openSale } from '../merchant.ts'
import { holdOrders } from '../order-step.ts'
import { hourlySale, openScreens } from '../screens.ts'
import { Shopper } from '../shopper.ts'
import { expectFits } from '../targets.ts'

const { apiUrl } = addresses(process.env)

/** Nothing serious for axe, and on a phone of 320 px nothing is cut off and targets are 44 px. */
async function expectAccessible(page: Page, screen: string): Promise<void> {
  await expectNoSeriousFinding(page, screen)
  const viewport = page.viewportSize()
  await page.setViewportSize({ width: 320, height: 640 })
  await expectFits(page, screen)
  if (viewport) await page.setViewportSize(viewport)
}

test('no screen has serious axe violations', async ({ page, request }) => {
  test.slow()
  for (const [screen, path] of Object.entries(await openScreens(request))) {
    await page.goto(path)
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
    if (screen === 'drop') await expect(page.locator('[data-field]')).toHaveAttribute('data-field', 'live')
    await expectAccessible(page, screen)
  }
})

test('checkout, receipt, order, the shopper’s orders and collection have no serious axe violations', async ({
  page,
  request,
}) => {
  const item = await availableItem(request, 9_100)
  const shopper = new Shopper(page)
  await shopper.openAt(item)
  await shopper.checksOut(item)
  await expectAccessible(page, 'checkout')
  await shopper.confirms()
  const order = await shopper.receives(item)
  await expectAccessible(page, 'receipt')
  for (const path of [`/orders/${order}`, '/me', '/collection']) {
    await page.goto(path)
    await expect(page.getByRole('main')).toContainText(item.name)
    await expectAccessible(page, path)
  }
})

test('a merchant sale, its item and the item while held have no serious axe violations', async ({ page, request }) => {
  const { sale, items } = await openSale(request, {
    name: 'Axe sale',
    items: [{ name: 'Axe lamp', stock: 12, price: 3_000, list_price: 4_000 }],
  })
  const [lamp] = items
  if (!lamp) throw new Error('the sale has an item')
  const holder = new Holder(page)
  await page.goto(`/sales/${sale.id}`)
  await holder.seesLive()
  await expect(holder.card(lamp)).toContainText('25% off')
  await expectAccessible(page, 'merchant sale')
  await holder.open(lamp)
  await expectAccessible(page, 'merchant item')
  await holder.holds()
  await expectAccessible(page, 'merchant item that one holds')
})

test('a held item and the list of holds have no serious axe violations', async ({ page, request }) => {
  const item = await availableItem(request, 9_500)
  const holder = new Holder(page)
  await holder.open(item)
  await holder.holds()
  await expectAccessible(page, 'held item')
  await page.goto('/me')
  await expect(page.getByRole('region', { name: 'Holds' })).toContainText(item.name)
  await expectAccessible(page, 'what one holds')
})

test('a full cart and an undecided order have no serious axe violations', async ({ page, request }) => {
  const shopper = new CartShopper(page)
  const items = [await availableItem(request, 9_550), await availableItem(request, 9_600)]
  for (const item of items) await shopper.adds(item)
  await shopper.opensCart()
  await expect(page.getByRole('button', { name: /^Order/ })).toBeVisible()
  await expectAccessible(page, 'full cart')
  await page.route(/\/trpc\/orders\.watch/, (route) => route.abort('connectionreset'))
  const releases = items.map(({ id }) => holdOrders(apiUrl, id))
  await shopper.orders()
  await expect(shopper.status).toHaveAttribute('data-status', /^(queued|processing)$/)
  await expectAccessible(page, 'undecided order')
  for (const release of releases) release()
})

test('the sign-in and the account have no serious axe violations', async ({ page }) => {
  test.skip(!canReadMail(), 'reads mail, so it needs the stage that Playwright starts')
  const member = new Member(page, newEmail('axe'))
  await page.goto('/sign-in?error=access_denied')
  await expect(page.getByLabel('E-mail address')).toBeVisible()
  await expectAccessible(page, 'sign-in')
  await page.getByLabel('E-mail address').fill('nobody')
  await page.getByRole('button', { name: 'Send me a code' }).click()
  await expect(page.getByRole('main').getByRole('alert')).toHaveCount(2)
  await expectAccessible(page, 'sign-in with an invalid address')
  await page.getByLabel('E-mail address').fill(member.email)
  await page.getByRole('button', { name: 'Send me a code' }).click()
  const code = await codeTo(member.email)
  await expectAccessible(page, 'code')
  await page.getByLabel('Code', { exact: true }).fill(wrongCode(code))
  await page.getByRole('button', { name: 'Sign in', exact: true }).click()
  await expect(page.getByRole('alert').filter({ hasText: 'That code isn’t right' })).toBeVisible()
  await expectAccessible(page, 'wrong code')
  await page.getByLabel('Code', { exact: true }).fill(code)
  await page.getByRole('button', { name: 'Sign in', exact: true }).click()
  await member.isSignedIn()
  await page.goto('/account')
  await expect(page.getByRole('button', { name: 'Delete account' })).toBeVisible()
  await expectAccessible(page, 'account')
  await page.getByRole('button', { name: 'Delete account' }).click()
  await expect(page.getByRole('dialog')).toBeVisible()
  await expectAccessible(page, 'deleting the account')
})

test('in forced colors no countdown digit covers the label above it', async ({ browser, request }) => {
  const context = await browser.newContext({ forcedColors: 'active' })
  const page = await context.newPage()
  const { id } = await hourlySale(request)
  for (const path of ['/', `/sales/${id}`]) {
    await page.goto(path)
    const figures = page.locator('[role="timer"] > [aria-hidden]').first()
    await expect(figures).toBeVisible()
    await expect(figures).toHaveCSS('forced-color-adjust', 'none')
    await expect(figures).toHaveCSS('color', await page.evaluate(() => getComputedStyle(document.body).color))
  }
  await context.close()
})
