import { type APIRequestContext, expect, type Page, test } from '@playwright/test'
import { canReadMail, Member, mailTo, newEmail } from '../account.ts'
import { expectNoSeriousFinding } from '../axe.ts'
import { openSale } from '../merchant.ts'
import { Operator } from '../operator.ts'
import { Shopper } from '../shopper.ts'
import { expectFits } from '../targets.ts'

/** Checks out and buys an item that has to be paid for. Ends on the order's page. */
async function reserve(page: Page, request: APIRequestContext, name: string): Promise<void> {
  const { items } = await openSale(request, {
    name,
    payment: 'required',
    items: [{ name: 'Paid lamp', price: 2_450, stock: 2 }],
  })
  const [lamp] = items
  if (!lamp) throw new Error('the sale has an item')
  const shopper = new Shopper(page)
  await shopper.openAt(lamp)
  await shopper.checksOut(lamp)
  await shopper.confirms()
  await expect(page).toHaveURL(/\/orders\//)
  await expect(page.locator('[data-status="awaiting_payment"]')).toBeVisible()
}

test('a shopper pays and gets the item @phone @dpr2', async ({ page, request }) => {
  await reserve(page, request, 'Paid at once')
  const pay = page.getByRole('link', { name: 'Pay €24.50' })
  await expect(pay).toBeInViewport()
  await expect(page.getByRole('timer')).toContainText(/9:\d\d/)
  await expectNoSeriousFinding(page, 'order that awaits its payment')
  await expectFits(page, 'order that awaits its payment')
  await pay.click()
  await expect(page.getByRole('heading', { name: 'Test payment' })).toBeVisible()
  await expect(page.getByText('€24.50')).toBeVisible()
  await expectNoSeriousFinding(page, 'test payment')
  await expectFits(page, 'test payment')
  await page.getByRole('button', { name: 'Approve', exact: true }).click()
  await expect(page.getByRole('status').filter({ hasText: /Approved|Paid/ })).toBeVisible()
  await page.getByRole('link', { name: 'Back to your order' }).click()
  await expect(page.locator('[data-status="confirmed"]')).toContainText('It’s yours.')
  await expect(page.getByRole('timer')).toHaveCount(0)
})

test('an open order page shows a payment made in another tab, without a reload', async ({ page, request, context }) => {
  await reserve(page, request, 'Paid in another tab')
  const bank = await context.newPage()
  await bank.goto((await page.getByRole('link', { name: /^Pay/ }).getAttribute('href')) ?? '')
  await bank.getByRole('button', { name: 'Approve', exact: true }).click()
  await expect(page.locator('[data-status="confirmed"]')).toContainText('It’s yours.')
})

test('a declined payment ends the order, and the page says why', async ({ page, request }) => {
  await reserve(page, request, 'Declined')
  await page.getByRole('link', { name: /^Pay/ }).click()
  await page.getByRole('button', { name: 'Decline' }).click()
  await expect(page.getByText('Not paid.')).toBeVisible()
  await page.goBack()
  await expect(page.locator('[data-status="failed"]')).toContainText('the payment was declined')
  await expectNoSeriousFinding(page, 'order whose payment was declined')
})

test('a payment of another amount is given back, and the page says so', async ({ page, request }) => {
  await reserve(page, request, 'Another amount')
  await page.getByRole('link', { name: /^Pay/ }).click()
  await page.getByText('What goes wrong with real payments').click()
  await page.getByRole('button', { name: 'Approve another amount' }).click()
  await page.getByRole('link', { name: 'Back to your order' }).click()
  await expect(page.locator('[data-status="failed"]')).toContainText('another amount was paid, which goes back to you')
})

test('an account gets a receipt by mail once it has paid, and a mail that leads back to the drop if it has not', async ({
  page,
  request,
}) => {
  test.skip(!canReadMail(), 'needs the mail server of Playwright’s own storefront')
  const member = new Member(page, newEmail('pays'))
  await member.signsIn()
  const numberOf = async () => (await page.getByText(/^HG(-[0-9A-Z]{4}){3}$/).textContent()) ?? ''

  await reserve(page, request, 'Mailed')
  const paid = await numberOf()
  await page.getByRole('link', { name: /^Pay/ }).click()
  await page.getByRole('button', { name: 'Approve', exact: true }).click()
  const receipt = await mailTo(member.email, `Receipt for order ${paid}`)
  expect(receipt).toContain('Paid lamp')
  expect(receipt).toContain('Play money.')

  await reserve(page, request, 'Mailed that it was declined')
  const declined = await numberOf()
  const orderUrl = page.url()
  await page.getByRole('link', { name: /^Pay/ }).click()
  await page.getByRole('button', { name: 'Decline' }).click()
  const failed = await mailTo(member.email, `Order ${declined} did not go through`)
  await page.goto(new URL(/http\S+\/sales\/\d+/.exec(failed)?.[0] ?? '', orderUrl).pathname)
  await expect(page.getByRole('heading', { level: 1, name: 'Mailed that it was declined' })).toBeVisible()
})

test('an operator opens a sale that takes payment with the form, sees it in the preview, and a shopper pays in it', async ({
  page,
  browser,
}) => {
  const operator = new Operator(page)
  await operator.arrives('paid', '/console/sales/new', 'operator')
  await page.getByLabel('Name').first().fill('Paid from the form')
  await page.getByLabel('Name').nth(1).fill('Paid vase')
  await page.getByLabel('Price, EUR', { exact: true }).fill('24.50')
  await page.getByRole('button', { name: 'Show preview' }).click()
  const preview = page.frameLocator('[data-preview="phone"] iframe').getByText(/^Play money\./)
  // As the server is set up: no payment.
  await expect(preview).toHaveText('Play money. Nothing is charged, and nothing is shipped.')
  await page.getByLabel('Payment').selectOption('required')
  await expect(preview).toContainText('You pay on a test page.')
  await page.getByRole('button', { name: 'Open sale' }).click()
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Paid from the form')
  const saleId = page.url().split('/').at(-1)

  const context = await browser.newContext()
  const shopper = new Shopper(await context.newPage())
  const { page: shop } = shopper
  await shop.goto(`/sales/${saleId}`)
  await shopper.seesLive()
  await shopper.checksOut({ name: 'Paid vase' })
  await shopper.confirms()
  await shop.getByRole('link', { name: 'Pay €24.50' }).click()
  await shop.getByRole('button', { name: 'Approve', exact: true }).click()
  await shop.getByRole('link', { name: 'Back to your order' }).click()
  await expect(shop.locator('[data-status="confirmed"]')).toContainText('It’s yours.')
  await expect(operator.figure('sold')).toContainText('1')
  await context.close()
})

test('an unknown payment is not found', async ({ page }) => {
  await page.goto('/test-payment/00000000-0000-7000-8000-000000000000')
  await expect(page.getByRole('status')).toContainText('We couldn’t find that payment.')
})
