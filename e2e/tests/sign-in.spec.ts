import { expect, test } from '@playwright/test'
import { canReadMail, codeTo, Member, newEmail, wrongCode } from '../account.ts'
import { readItem } from '../api.ts'
import { CartShopper } from '../cart.ts'
import { Holder } from '../holder.ts'
import { openSale } from '../merchant.ts'
import { hourlySale } from '../screens.ts'
import { Shopper } from '../shopper.ts'

test.skip(!canReadMail(), 'reads mail, so it needs the stage that Playwright starts')

/** A sale that guests cannot buy in. */
const openMembersSale = (request: Parameters<typeof openSale>[0], name: string, count = 1) =>
  openSale(request, {
    name,
    items: Array.from({ length: count }, (_, at) => ({ name: `${name} no. ${at + 1}`, stock: 1, price: 900 })),
    guests: 'refused',
  })

test('a shopper signs in from the header with a mailed code, comes back to the same page, and signs out', async ({
  page,
  request,
}) => {
  const member = new Member(page, newEmail('header'))
  const found = `/sales/${(await hourlySale(request)).id}?search=urn`
  await page.goto(found)
  await member.control.click()
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Sign in')
  await member.fillsIn()
  await page.waitForURL(`**${found}`)
  await member.isSignedIn()

  await member.control.click()
  await expect(member.section('You')).toContainText(member.email)
  await expect(member.section('Where you’re signed in')).toContainText('This browser')
  await page.getByRole('button', { name: 'Sign out', exact: true }).click()
  await page.waitForURL(/\/$/)
  await member.isGuest()
  await page.goto('/account')
  await expect(page.getByRole('main')).toContainText('Sign in to see your account.')
})

test('a wrong code is refused and the right one then signs in, and no other site is opened afterwards', async ({
  page,
}) => {
  const member = new Member(page, newEmail('wrong'))
  await page.goto('/sign-in?next=//elsewhere.example')
  await page.getByLabel('E-mail address').fill('nobody')
  await page.getByRole('button', { name: 'Send me a code' }).click()
  await expect(page.getByRole('alert').filter({ hasText: 'such as ann@example.com' })).toBeVisible()
  await expect(page.getByLabel('E-mail address')).toBeFocused()
  await page.getByLabel('E-mail address').fill(member.email)
  await page.getByRole('button', { name: 'Send me a code' }).click()
  const field = page.getByLabel('Code', { exact: true })
  await expect(page.getByText(`We’ve sent a code to ${member.email}, if it’s an address we can reach.`)).toBeVisible()
  const code = await codeTo(member.email)
  const enter = page.getByRole('button', { name: 'Sign in', exact: true })

  await field.fill(wrongCode(code))
  await enter.click()
  await expect(page.getByRole('alert').filter({ hasText: 'That code isn’t right' })).toBeVisible()
  await expect(field).toBeFocused()
  await field.fill('12')
  await enter.click()
  await expect(page.getByRole('alert').filter({ hasText: 'Enter the six digits' })).toBeVisible()
  await member.isGuest()
  // As people type it.
  await field.fill(`${code.slice(0, 3)} ${code.slice(3)}`)
  await enter.click()
  await page.waitForURL((url) => url.pathname === '/')
  await member.isSignedIn()
})

test('a new code replaces the one before, and the address can be corrected', async ({ page }) => {
  const member = new Member(page, newEmail('again'))
  await page.goto('/sign-in')
  await page.getByLabel('E-mail address').fill(`mistyped-${member.email}`)
  await page.getByRole('button', { name: 'Send me a code' }).click()
  await page.getByRole('button', { name: 'Use another address' }).click()
  await expect(page.getByLabel('E-mail address')).toBeFocused()
  await page.getByLabel('E-mail address').fill(member.email)
  await page.getByRole('button', { name: 'Send me a code' }).click()
  const first = await codeTo(member.email)
  await page.getByRole('button', { name: 'Send a new code' }).click()
  await expect(page.getByText(`We’ve sent a new code to ${member.email}.`)).toBeVisible()
  const second = await codeTo(member.email, 2)
  const field = page.getByLabel('Code', { exact: true })
  const enter = page.getByRole('button', { name: 'Sign in', exact: true })
  if (first !== second) {
    await field.fill(first)
    await enter.click()
    await expect(page.getByRole('alert').filter({ hasText: 'That code isn’t right' })).toBeVisible()
  }
  await field.fill(second)
  await enter.click()
  await member.isSignedIn()
})

test('one can sign in and sign out with the keyboard alone', async ({ page }) => {
  const member = new Member(page, newEmail('keys'))
  const { keyboard } = page
  await page.goto('/')
  await member.isGuest()
  await member.control.focus()
  await keyboard.press('Enter')
  await page.waitForURL('**/sign-in?next=%2F')
  await expect(page.getByLabel('E-mail address')).toBeVisible()
  const typeOfFocused = () => page.evaluate(() => document.activeElement?.getAttribute('type'))
  for (let tabs = 0; (await typeOfFocused()) !== 'email'; tabs++) {
    expect(tabs).toBeLessThan(20)
    await keyboard.press('Tab')
  }
  await keyboard.type(member.email)
  await keyboard.press('Enter')
  await expect(page.getByLabel('Code', { exact: true })).toBeFocused()
  await keyboard.type(await codeTo(member.email))
  await keyboard.press('Enter')
  await page.waitForURL(/\/$/)
  await member.isSignedIn()
  await member.control.press('Enter')
  await page.getByRole('button', { name: 'Sign out', exact: true }).press('Enter')
  await member.isGuest()
})

test('a drop that refuses guests says so before buying, and a purchase continues after signing in', async ({
  page,
}) => {
  const { sale, items } = await openMembersSale(page.request, 'Members’ lamp')
  const [lamp] = items
  if (!lamp) throw new Error('the sale has an item')
  const member = new Member(page, newEmail('buy'))
  const shopper = new Shopper(page)
  await page.goto(`/sales/${sale.id}`)
  await shopper.seesLive()
  await expect(page.getByRole('main')).toContainText('You’ll need to sign in to buy.')
  await shopper.card(lamp).getByRole('button').click()
  await expect(shopper.answer).toContainText('Sign in to buy in this drop.')
  await expect(shopper.sheet.getByRole('heading', { name: lamp.name })).toBeFocused()
  await member.fillsIn()

  await expect(shopper.answer).toHaveAttribute('data-stage', 'ready')
  await shopper.confirms()
  await shopper.receives(lamp)
  await expect(shopper.card(lamp)).toContainText('Yours')
  await member.isSignedIn()
  await expect(page.getByText('You’ll need to sign in to buy.')).toHaveCount(0)
  await expect.poll(() => readItem(page.request, lamp.id)).toMatchObject({ state: 'sold' })
})

test('a hold continues after signing in', async ({ page }) => {
  const { items } = await openMembersSale(page.request, 'Members’ bell')
  const [bell] = items
  if (!bell) throw new Error('the sale has an item')
  const member = new Member(page, newEmail('hold'))
  const holder = new Holder(page)
  await holder.open(bell)
  await expect(page.getByRole('main')).toContainText('You’ll need to sign in to buy.')
  await page.getByRole('button', { name: 'Hold', exact: true }).click()
  await member.fillsIn()
  await expect(holder.held).toHaveAttribute('data-hold', 'ACTIVE')
  await expect(holder.sheet).toHaveCount(0)
  await holder.confirmsHold()
  await expect(holder.held).toHaveAttribute('data-hold', 'CONFIRMED')
})

test('the checkout and the order of a cart continue after signing in', async ({ page }) => {
  const { items } = await openMembersSale(page.request, 'Members’ urn', 2)
  const [bought, ordered] = items
  if (!bought || !ordered) throw new Error('the sale has items')
  const shopper = new CartShopper(page)
  const member = new Member(page, newEmail('cart'))
  await shopper.adds(bought)
  await shopper.opensCart()
  await page.getByRole('button', { name: 'Check out' }).click()
  await member.fillsIn()
  await expect(shopper.answer).toHaveAttribute('data-stage', 'ready')
  await shopper.confirms()
  await shopper.receives(bought)
  await page.keyboard.press('Escape')
  await expect(shopper.sheet).toHaveCount(0)

  await member.control.click()
  await page.getByRole('button', { name: 'Sign out', exact: true }).click()
  await member.isGuest()
  await shopper.adds(ordered)
  await shopper.opensCart()
  await page.getByRole('button', { name: /^Order/ }).click()
  await member.fillsIn(2)
  await page.waitForURL(/\/orders\/[\da-f-]{36}$/)
  await expect(page.getByRole('main')).toContainText(ordered.name)
  await expect(shopper.status).toHaveAttribute('data-status', 'confirmed')
})

test('cancel leaves the purchase, and nothing is bought', async ({ page }) => {
  const { items } = await openMembersSale(page.request, 'Members’ bowl')
  const [bowl] = items
  if (!bowl) throw new Error('the sale has an item')
  const holder = new Holder(page)
  await holder.open(bowl)
  await page.getByRole('button', { name: 'Hold', exact: true }).click()
  await holder.sheet.getByRole('button', { name: 'Cancel' }).click()
  await expect(holder.sheet).toHaveCount(0)
  await expect(page.getByRole('main')).toContainText('Sign in to buy in this drop.')
  await page.getByRole('button', { name: /^Buy/ }).click()
  await expect(holder.sheet.getByLabel('E-mail address')).toBeVisible()
  await page.goBack()
  await expect(holder.sheet).toHaveCount(0)
  expect(await readItem(page.request, bowl.id)).toMatchObject({ state: 'available' })
})

test('on a phone of 320 px a purchase’s sign-in fits and its targets are 44 px high', { tag: '@phone' }, async ({
  page,
}) => {
  await page.setViewportSize({ width: 320, height: 640 })
  const { items } = await openMembersSale(page.request, 'Members’ flask')
  const [flask] = items
  if (!flask) throw new Error('the sale has an item')
  const member = new Member(page, newEmail('phone'))
  const holder = new Holder(page)
  await holder.open(flask)
  expect((await member.control.boundingBox())?.height).toBeGreaterThanOrEqual(44)
  await page.getByRole('button', { name: /^Buy/ }).click()
  const targets = async () => {
    for (const target of await holder.sheet.locator('button, input').all())
      expect((await target.boundingBox())?.height, (await target.textContent()) ?? '').toBeGreaterThanOrEqual(44)
    expect(await holder.sheet.evaluate((sheet) => sheet.scrollWidth - sheet.clientWidth)).toBeLessThanOrEqual(0)
  }
  await expect(holder.sheet.getByLabel('E-mail address')).toBeVisible()
  await targets()
  await page.getByLabel('E-mail address').fill(member.email)
  await page.getByRole('button', { name: 'Send me a code' }).click()
  const field = page.getByLabel('Code', { exact: true })
  await expect(field).toBeFocused()
  await expect(field).toHaveAttribute('inputmode', 'numeric')
  await expect(field).toHaveAttribute('autocomplete', 'one-time-code')
  await targets()
})
