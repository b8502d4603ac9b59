import { expect, type Page, test } from '@playwright/test'
import { canReadMail, Member, newEmail } from '../account.ts'
import { addresses } from '../addresses.ts'
import { CartShopper } from '../cart.ts'
import { Holder } from '../holder.ts'
import { openSale } from '../merchant.ts'

test.skip(!canReadMail(), 'reads mail, so it needs the stage that Playwright starts')

const { apiUrl } = addresses(process.env)
const CONTINUE = 'Continue with Test issuer'

/** Fills in the issuer's form. */
async function answersIssuer(page: Page, email: string): Promise<void> {
  await expect(page.getByRole('heading', { name: 'Test issuer' })).toBeVisible()
  await page.getByLabel('E-mail').fill(email)
  await page.getByRole('button', { name: 'Sign in' }).click()
}

const openMembersItem = async (page: Page, name: string) => {
  const { items } = await openSale(page.request, { name, items: [{ name, stock: 1, price: 900 }], guests: 'refused' })
  const [item] = items
  if (!item) throw new Error('the sale has an item')
  return item
}

test('a shopper signs in at the issuer and comes back to the page that they wanted', async ({ page }) => {
  const member = new Member(page, newEmail('issuer'))
  await page.goto('/sign-in?next=%2Faccount')
  await page.getByRole('button', { name: CONTINUE }).click()
  await answersIssuer(page, member.email)
  await page.waitForURL('**/account')
  await member.isSignedIn()
  await expect(member.section('You')).toContainText(member.email)
  await expect(member.section('You')).toContainText('Test issuer')
})

test('a purchase continues after a sign-in at the issuer, and a hold does, too', async ({ page }) => {
  const member = new Member(page, newEmail('issuer-buys'))
  const holder = new Holder(page)
  const bought = await openMembersItem(page, 'Issuer’s lamp')
  await holder.open(bought)
  await page.getByRole('button', { name: /^Buy/ }).click()
  await page.getByRole('button', { name: CONTINUE }).click()
  await answersIssuer(page, member.email)
  await expect(holder.answer).toHaveAttribute('data-stage', 'ready')
  expect(new URL(page.url()).pathname).toBe(`/items/${bought.id}`)
  await holder.confirms()
  await holder.receives(bought)

  await page.goto('/account')
  await page.getByRole('button', { name: 'Sign out', exact: true }).click()
  await member.isGuest()
  const held = await openMembersItem(page, 'Issuer’s bell')
  await holder.open(held)
  await page.getByRole('button', { name: 'Hold', exact: true }).click()
  await page.getByRole('button', { name: CONTINUE }).click()
  // The issuer still knows the shopper.
  await expect(holder.held).toHaveAttribute('data-hold', 'ACTIVE')
  await member.isSignedIn()
  // Once: a reload holds nothing.
  await holder.givesBack()
  await expect(holder.held).toHaveAttribute('data-hold', 'CANCELED')
  await page.reload()
  await holder.seesLive()
  await expect(page.getByRole('button', { name: 'Hold', exact: true })).toBeVisible()
})

test('the order of a cart continues after a sign-in at the issuer', async ({ page }) => {
  const item = await openMembersItem(page, 'Issuer’s urn')
  const shopper = new CartShopper(page)
  await shopper.adds(item)
  await shopper.opensCart()
  await page.getByRole('button', { name: /^Order/ }).click()
  await page.getByRole('button', { name: CONTINUE }).click()
  await answersIssuer(page, newEmail('issuer-orders'))
  await page.waitForURL(/\/orders\/[\da-f-]{36}$/)
  await expect(page.getByRole('main')).toContainText(item.name)
  await expect(shopper.status).toHaveAttribute('data-status', 'confirmed')
})

test('after canceling at the issuer the page says so, and the hold can still continue with a code', async ({
  page,
}) => {
  const member = new Member(page, newEmail('issuer-cancels'))
  const holder = new Holder(page)
  const item = await openMembersItem(page, 'Canceled vase')
  await holder.open(item)
  await page.getByRole('button', { name: 'Hold', exact: true }).click()
  await page.getByRole('button', { name: CONTINUE }).click()
  await expect(page.getByRole('heading', { name: 'Test issuer' })).toBeVisible()
  await page.getByRole('button', { name: 'Cancel' }).click()
  await page.waitForURL('**/sign-in?*')
  await expect(page.getByRole('main').getByRole('alert')).toHaveText('You canceled the sign-in. Nothing has changed.')
  await member.isGuest()
  await member.fillsIn()
  await expect(holder.held).toHaveAttribute('data-hold', 'ACTIVE')
})

test('an address that the issuer has not verified does not sign in, nor does an answer that nobody asked for', async ({
  page,
}) => {
  await page.goto('/sign-in')
  await page.getByRole('button', { name: CONTINUE }).click()
  await answersIssuer(page, newEmail('unverified'))
  await page.waitForURL('**/sign-in?*')
  const alert = page.getByRole('main').getByRole('alert')
  await expect(alert).toContainText('Your e-mail address isn’t verified there yet.')
  await new Member(page, '').isGuest()
  await page.goto(`${apiUrl}/auth/callback/oidc?state=unknown&code=unknown`)
  await page.waitForURL('**/sign-in?*')
  await expect(alert).toContainText('That took too long, or it was started in another tab.')
  await page.goto('/sign-in?error=%3Cscript%3E')
  await expect(alert).toHaveText('That didn’t work. Try again, or sign in another way.')
})
