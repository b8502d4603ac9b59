import { readFile } from 'node:fs/promises'
import type { AccountExport } from '@hourglass/core/contract'
import { expect, type Page, test } from '@playwright/test'
import { canReadMail, Member, newEmail } from '../account.ts'
import { addresses } from '../addresses.ts'
import { buyInSession } from '../api.ts'
import { CartShopper } from '../cart.ts'
import { Holder } from '../holder.ts'
import { openSale } from '../merchant.ts'
import { Shopper } from '../shopper.ts'

test.skip(!canReadMail(), 'reads mail, so it needs the stage that Playwright starts')

const { apiUrl } = addresses(process.env)

const openItems = async (page: Page, name: string, count: number, buyer_limit = 10) => {
  const items = Array.from({ length: count }, (_, at) => ({ name: `${name} no. ${at + 1}`, stock: 1, price: 900 }))
  return openSale(page.request, { name, items, buyer_limit })
}

/** A page of another browser. */
async function otherPage(page: Page): Promise<Page> {
  const browser = page.context().browser()
  if (!browser) throw new Error('the page has a browser')
  const context = await browser.newContext({ baseURL: new URL('/', page.url()).href, locale: 'en-GB' })
  return context.newPage()
}

test('what a guest has bought, holds and has in the cart is the account’s after signing in', async ({ page }) => {
  const { items } = await openItems(page, 'Guest’s bowl', 4)
  const [bought, held, carted, elsewhere] = items
  if (!bought || !held || !carted || !elsewhere) throw new Error('the sale has items')
  const shopper = new CartShopper(page)
  const holder = new Holder(page)
  const member = new Member(page, newEmail('guest'))
  await member.signsIn()
  await shopper.adds(elsewhere)
  await page.goto('/account')
  await page.getByRole('button', { name: 'Sign out', exact: true }).click()
  await member.isGuest()

  await shopper.adds(carted)
  await buyInSession(page.request, [bought.id])
  await holder.open(held)
  await holder.holds()
  await member.signsIn('/collection', 2)
  await expect(page.getByRole('main')).toContainText(bought.name)
  await expect(shopper.count).toHaveAttribute('data-cart', '2')
  await page.goto('/me')
  await expect(page.getByRole('region', { name: 'Holds' })).toContainText(held.name)
  await expect(page.getByRole('region', { name: 'Orders' })).toContainText(bought.name)
  await page.getByRole('region', { name: 'Holds' }).getByRole('button', { name: 'Release' }).click()
  await expect(page.getByRole('region', { name: 'Holds' })).toContainText('You released this hold.')
})

test('two browsers of one account are one buyer: what one buys or holds is live in the other, and the limit is one', async ({
  page,
}) => {
  const { sale, items } = await openItems(page, 'Shared lamp', 4, 2)
  const [first, second, third] = items
  if (!first || !second || !third) throw new Error('the sale has items')
  const email = newEmail('shared')
  await new Member(page, email).signsIn(`/sales/${sale.id}`)
  const other = await otherPage(page)
  await new Member(other, email).signsIn(`/sales/${sale.id}`, 2)
  const [here, there] = [new Shopper(page), new Shopper(other)]
  await Promise.all([here.seesLive(), there.seesLive()])

  await here.checksOut(first)
  await here.confirms()
  await here.receives(first)
  await page.keyboard.press('Escape')
  await expect(there.card(first)).toContainText('Yours', { timeout: 10_000 })

  await there.checksOut(second)
  await there.sheet.getByRole('button', { name: 'Hold', exact: true }).click()
  await expect(there.sheet.locator('[data-hold]')).toHaveAttribute('data-hold', 'ACTIVE')
  await expect(here.card(second).getByRole('link', { name: 'Held for you' })).toBeVisible({ timeout: 10_000 })
  await there.sheet.getByRole('button', { name: /^Confirm for/ }).click()
  await expect(here.card(second)).toContainText('Yours', { timeout: 10_000 })
  await other.keyboard.press('Escape')

  for (const shopper of [here, there]) {
    await shopper.checksOut(third)
    await shopper.confirms()
    await expect(shopper.answer).toContainText('You’ve reached the limit for this drop.')
    await shopper.page.keyboard.press('Escape')
  }
  await other.context().close()
})

test('a guest’s page does not read orders when something sells', async ({ page, request }) => {
  const { sale, items } = await openItems(page, 'Watched cup', 2)
  const [cup] = items
  if (!cup) throw new Error('the sale has an item')
  const shopper = new Shopper(page)
  await page.clock.install()
  await page.goto(`/sales/${sale.id}`)
  await shopper.seesLive()
  await new Member(page, '').isGuest()
  const reads: string[] = []
  page.on('request', (sent) => sent.url().includes('orders.list') && reads.push(sent.url()))
  await buyInSession(request, [cup.id])
  await expect(shopper.card(cup)).toContainText('Sold')
  // Longer than a signed-in page waits.
  await page.clock.runFor(3_000)
  expect(reads).toEqual([])
})

test('a name is kept, and the HTML of every page is the same for an account as for anybody', async ({
  page,
  request,
}) => {
  const member = new Member(page, newEmail('name'))
  await member.signsIn()
  const name = page.getByLabel('Name', { exact: true })
  await name.fill('Ann Example')
  await name.press('Enter')
  await expect(page.getByText('Saved.')).toBeVisible()
  await page.reload()
  await expect(name).toHaveValue('Ann Example')
  for (const path of ['/', '/account', '/sign-in', '/cart']) {
    const [own, anybodys] = await Promise.all([page.request.get(path), request.get(path)])
    const html = await own.text()
    expect(html).not.toContain(member.email)
    expect(html).not.toContain('Ann Example')
    expect(html).not.toMatch(/<header>.*href="\/account".*<\/header>/s)
    expect(own.headers().etag, path).toBeTruthy()
    expect(anybodys.headers()['set-cookie'], path).toBeUndefined()
    expect(own.headers()['cache-control'], path).toMatch(/public/)
  }
})

test('an owner who shows their name is named in the history of what they bought', async ({ page, request }) => {
  const { items } = await openItems(page, 'Signed bowl', 1)
  const [bowl] = items
  if (!bowl) throw new Error('the sale has an item')
  const member = new Member(page, newEmail('owner'))
  await member.signsIn()
  await page.getByLabel('Name', { exact: true }).fill('Ann Example')
  await page.getByRole('button', { name: 'Save' }).click()
  const shown = page.getByRole('checkbox', { name: 'Show my name in the history of objects I own' })
  await expect(page.getByText('Saved.')).toBeVisible()
  await expect(shown).not.toBeChecked()
  const kept = page.waitForResponse(/account\.showName/)
  await shown.check()
  expect((await kept).ok()).toBe(true)
  await page.reload()
  await expect(shown).toBeChecked()
  const holder = new Holder(page)
  await holder.open(bowl)
  await page.getByRole('button', { name: /^Buy/ }).click()
  await holder.confirms()
  await holder.receives(bowl)
  await page.goto(`/items/${bowl.id}`)
  await expect(page.locator(`[data-history="${bowl.id}"]`)).toContainText('Sold to Ann Example at')
  const { events } = await (await request.get(`${apiUrl}/v1/items/${bowl.id}/history`)).json()
  expect(events.at(-1).owner).toBe('Ann Example')
})

test('signing out everywhere ends the session of another browser within seconds, for buying too', async ({ page }) => {
  const { items } = await openItems(page, 'Guarded vase', 1)
  const [vase] = items
  if (!vase) throw new Error('the sale has an item')
  const email = newEmail('everywhere')
  const member = new Member(page, email)
  await member.signsIn()
  const other = await otherPage(page)
  const there = new Member(other, email)
  await there.signsIn('/account', 2)
  await expect(there.section('Where you’re signed in').getByRole('listitem')).toHaveCount(2)
  const holder = new Holder(other)
  await holder.open(vase)

  await page.getByRole('button', { name: 'Sign out everywhere' }).click()
  await member.isGuest()
  const accountThere = async () => (await (await other.request.get(`${apiUrl}/trpc/account.get`)).json()).result.data
  await expect.poll(accountThere, { timeout: 10_000 }).toBeNull()
  await other.getByRole('button', { name: /^Buy/ }).click()
  await expect(holder.answer).toContainText('Your session has ended. Sign in again.')
  await there.isGuest()
  await there.fillsIn(3)
  await expect(holder.answer).toHaveAttribute('data-stage', 'ready')
  await holder.confirms()
  await holder.receives(vase)
  await there.isSignedIn()
  await other.context().close()
})

test('signing in and out is seen in another tab', async ({ page }) => {
  const member = new Member(page, newEmail('tabs'))
  await page.goto('/')
  const tab = new Member(await page.context().newPage(), member.email)
  await tab.page.goto('/cart')
  await tab.isGuest()
  await member.signsIn()
  await tab.isSignedIn()
  await page.getByRole('button', { name: 'Sign out', exact: true }).click()
  await member.isGuest()
  await tab.isGuest()
})

test('an account’s data is downloaded as JSON, and the account is deleted after a confirmation', async ({ page }) => {
  const { items } = await openItems(page, 'Last cup', 1)
  const [cup] = items
  if (!cup) throw new Error('the sale has an item')
  const member = new Member(page, newEmail('leaving'))
  await member.signsIn()
  const { order } = await buyInSession(page.request, [cup.id])
  const downloading = page.waitForEvent('download')
  await page.getByRole('button', { name: 'Download my data' }).click()
  const download = await downloading
  expect(download.suggestedFilename()).toBe('hourglass-account.json')
  const data: AccountExport = JSON.parse(await readFile(await download.path(), 'utf8'))
  expect(data.account.email).toBe(member.email)
  expect(data.orders).toMatchObject([{ id: order.id, item_ids: [cup.id] }])

  await page.getByRole('button', { name: 'Delete account' }).click()
  const dialog = page.getByRole('dialog', { name: 'Delete your account?' })
  await dialog.getByRole('button', { name: 'Keep it' }).click()
  await expect(dialog).toBeHidden()
  await member.isSignedIn()
  await page.getByRole('button', { name: 'Delete account' }).click()
  await dialog.getByRole('button', { name: 'Delete my account' }).click()
  await page.waitForURL(/\/$/)
  await member.isGuest()
  await page.goto('/me')
  await expect(page.getByRole('region', { name: 'Orders' })).toContainText('No orders yet.')
})
