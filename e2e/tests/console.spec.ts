import { expect, test } from '@playwright/test'
import { Member, newEmail } from '../account.ts'
import { availableItem, buyOverRest } from '../api.ts'
import { expectNoSeriousFinding } from '../axe.ts'
import { openSale } from '../merchant.ts'
import { appoint, Operator } from '../operator.ts'
import { openReceiver } from '../receiver.ts'
import { expectFits } from '../targets.ts'

const PLACES = ['System', 'Sales', 'Search', 'Keys', 'Operators', 'Webhooks', 'Audit log']

test.describe('signing in', () => {
  test('needs an account with a role, also on loopback, and leads back to the page', async ({ page, request }) => {
    const member = new Member(page, newEmail('clerk'))
    await page.goto('/console/keys')
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('Sign in')
    await page.getByRole('link', { name: 'Sign in' }).click()
    await member.fillsIn()
    await expect(page).toHaveURL(/\/console\/keys$/)
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('No access')
    await expect(page.getByRole('navigation', { name: 'Console' })).toHaveCount(0)
    await appoint(request, member.email, 'viewer')
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('Keys')
    await expect(page.getByText(`Signed in as ${member.email}, viewer`)).toBeVisible()
  })

  test('keeps the session from scripts, and signing out ends it', async ({ page, context }) => {
    await new Operator(page).arrives('keeping')
    const cookie = (await context.cookies()).find(({ name }) => name === 'hg.session_token')
    expect([cookie?.httpOnly, cookie?.sameSite]).toEqual([true, 'Lax'])
    const [token = ''] = decodeURIComponent(cookie?.value ?? '').split('.')
    const stored = await page.evaluate(() =>
      JSON.stringify([{ ...localStorage }, { ...sessionStorage }, document.cookie]),
    )
    expect(token).toHaveLength(32)
    expect(stored).not.toContain(token)
    await page.getByRole('button', { name: 'Sign out' }).click()
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('Sign in')
    expect((await context.cookies()).map(({ name }) => name)).not.toContain('hg.session_token')
  })

  test('ends on every page when the role is taken', async ({ page, request }) => {
    const operator = new Operator(page)
    const email = await operator.arrives('leaving')
    await expect(operator.figure('gate')).toBeVisible()
    await appoint(request, email, null)
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('No access')
  })
})

test('an owner invites, promotes and removes operators; a viewer cannot change anything', async ({ page, browser }) => {
  const owner = new Operator(page)
  await owner.arrives('owner', '/console/operators')
  const email = newEmail('invited')
  const row = owner.row(email)
  const save = async (address: string, role: string) => {
    await page.getByLabel('E-mail').fill(address)
    await page.getByLabel('Role', { exact: true }).selectOption(role)
    await page.getByRole('button', { name: 'Save' }).click()
  }
  await save('nobody', 'viewer')
  await expect(page.getByLabel('E-mail')).toHaveAccessibleDescription(/email must be an e-mail address/)
  await save(email, 'viewer')
  await expect(row).toContainText('viewer')
  await expect(row).toContainText('not signed in yet')
  await save(email.toUpperCase(), 'operator')
  await expect(row).toContainText('operator')
  await row.getByRole('button', { name: 'Remove' }).click()
  await page.getByRole('button', { name: 'Remove operator' }).click()
  await expect(row).toHaveCount(0)

  const context = await browser.newContext()
  const viewer = new Operator(await context.newPage())
  await viewer.arrives('viewer', '/console/keys', 'viewer')
  await viewer.page.getByLabel('Partner').fill('e2e-refused')
  await viewer.page.getByRole('button', { name: 'Create key' }).click()
  await expect(viewer.page.getByRole('alert').filter({ hasText: 'Ask an owner' })).toBeVisible()
  await context.close()
})

test('an operator opens, watches, pauses, resumes and closes a sale, and every action is in the audit log', async ({
  page,
  request,
}) => {
  const operator = new Operator(page)
  const email = await operator.arrives('steering', '/console/sales/new')
  await page.getByRole('button', { name: 'Open sale' }).click()
  await expect(page.getByLabel('Name').first()).toHaveAccessibleDescription(/Name must not be empty/)
  await expect(page.getByLabel('Price, EUR', { exact: true })).toHaveAccessibleDescription(
    /Price of item 1 must be an amount, such as 24.50/,
  )
  await expect(page.getByRole('alert').filter({ hasText: 'Check Name, Price of item 1.' })).toBeVisible()
  await expect(page.getByLabel('Name').first()).toBeFocused()

  await page.getByLabel('Name').first().fill('Console sale')
  await page.getByLabel('Limit per buyer').fill('3')
  await page.getByLabel('Name').nth(1).fill('Console lamp')
  await page.getByLabel('Units', { exact: true }).fill('5')
  await page.getByLabel('Price, EUR', { exact: true }).fill('24.50')
  await page.getByRole('button', { name: 'Open sale' }).click()
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Console sale')
  const saleId = Number(page.url().split('/').at(-1))
  await expect(operator.figure('left')).toHaveText(/^5/)
  const { items } = await (await request.get(`${process.env.E2E_API_URL}/v1/sales/${saleId}/items`)).json()
  expect(items[0].price).toEqual({ amount: 2_450, currency: 'EUR' })
  await buyOverRest(request, 'e2e-console', items[0].id)
  await expect(operator.figure('sold')).toHaveText(/^1of 5/)

  await page.getByRole('button', { name: 'Pause' }).click()
  await expect(operator.main.getByText('Paused', { exact: true })).toBeVisible()
  const refused = await request.post(`${process.env.E2E_API_URL}/checkout`, {
    params: { user_id: 'e2e-console', id: items[0].id },
  })
  expect((await refused.json()).code).toBe('sale_paused')
  await page.getByRole('button', { name: 'Resume' }).click()
  await expect(operator.main.getByText('Open', { exact: true })).toBeVisible()

  await page.getByRole('radio', { name: 'JSON' }).check()
  await page.getByLabel('Items as JSON').fill('[{ "name": "Late cup", "stock": 2, "price": 300 }]')
  await page.getByRole('button', { name: 'Add items' }).click()
  await expect(operator.figure('items')).toHaveText(/^2/)
  await page.getByRole('button', { name: 'Rebuild' }).click()
  await page.getByRole('button', { name: 'Rebuild gate' }).click()
  await expect(operator.main.getByText('Matches the ledger')).toBeVisible()

  await page.getByRole('button', { name: 'Close' }).click()
  await page.getByRole('button', { name: 'Cancel' }).click()
  await expect(operator.main.getByText('Open', { exact: true })).toBeVisible()
  await page.getByRole('button', { name: 'Close' }).click()
  await page.getByRole('button', { name: 'Close sale' }).click()
  await expect(operator.main.getByText('This sale is closed.')).toBeVisible()

  await operator.goesTo('Audit log')
  const mine = operator.row(email)
  await expect(mine.locator('code')).toHaveText([
    'sale.close',
    'gate.rebuild',
    'sale.add_items',
    'sale.resume',
    'sale.pause',
    'sale.open',
    'sale.open',
    'account.sign_in',
  ])
})

test('the system page shows sales per second and the state of gate and ledger', async ({ page, request }) => {
  const operator = new Operator(page)
  await operator.arrives('e2e-machine')
  await expect(operator.figure('gate')).toContainText('up')
  await expect(operator.figure('gate')).toContainText(/epoch \d+ of sale \d+/)
  await expect(operator.figure('reconciler')).toContainText(/in sync|repaired/)
  await expect(operator.figure('events-stream')).toContainText(/pending/)
  await expect(operator.figure('payments')).toContainText(/up.*in progress/s)
  const seconds = async () => Number(await page.locator('[data-seconds]').getAttribute('data-seconds'))
  const before = await seconds()
  await expect.poll(seconds).toBeGreaterThan(before)
  await expect(page.locator('figure canvas')).toHaveCount(5)
  const item = await availableItem(request, 2_750)
  await buyOverRest(request, 'e2e-machine', item.id)
  await expect(operator.row(/^ok/).getByRole('cell').nth(2)).not.toHaveText('0')
})

test('one box finds anything by its id, and says so when there is nothing', async ({ page, request }) => {
  const { sale, items } = await openSale(request, {
    name: 'Found sale',
    items: [{ name: 'Found bowl', stock: 3, price: 900 }],
  })
  const itemId = items[0]?.id ?? 0
  const { order } = await buyOverRest(request, 'e2e-found', itemId)
  const operator = new Operator(page)
  await operator.arrives('e2e-finding', '/console/search')
  const box = page.getByRole('searchbox', { name: 'Find by id' })
  const find = async (text: string) => {
    await box.fill(text)
    await box.press('Enter')
  }
  const found = page.locator('tbody tr')
  for (const [text, kind, says] of [
    [order.id, 'Order', order.number],
    [order.number.toLowerCase(), 'Order', order.number],
    [` ${itemId} `, 'Item', 'Found bowl'],
    ['e2e-found', 'Buyer', 'e2e-found'],
  ] as const) {
    await find(text)
    const row = found.filter({ has: page.getByRole('cell', { name: kind, exact: true }) })
    await expect(row.first(), text).toContainText(says)
  }
  await expectNoSeriousFinding(page, 'a result')
  await found.getByRole('link', { name: 'e2e-found', exact: true }).click()
  await expect(operator.row('Found bowl')).toHaveCount(1)
  await expect(operator.main).toContainText('Of buyer e2e-found.')
  await page.getByLabel('Status').selectOption('failed')
  await page.getByRole('button', { name: 'Apply' }).click()
  await expect(operator.main.getByText('No orders found.')).toBeVisible()

  await page.getByRole('radio', { name: 'Attempts' }).check()
  await page.goto(`/console/search?in=attempts&sale_id=${sale.id}`)
  await expect(page.locator('tbody tr')).toHaveCount(1)
  await page.getByLabel('Outcome').selectOption('sold_out')
  await page.getByRole('button', { name: 'Apply' }).click()
  await expect(operator.main.getByText('No attempts found.')).toBeVisible()

  for (const text of ['nonsense', '%E0%A4%A', '0', 'x'.repeat(5_000), '<b>"\'&\u0000']) {
    await find(text)
    await expect(operator.main.getByRole('status').filter({ hasText: 'Nothing found for' }), text).toBeVisible()
    await expect(operator.main.getByRole('alert')).toHaveCount(0)
  }
  await page.goto('/console/search?id=%E0%A4%A')
  await expect(operator.main.getByText('Nothing found for')).toBeVisible()
  await find(String(sale.id))
  await expect(
    operator
      .row('Found sale')
      .or(page.getByRole('heading', { level: 1, name: 'Found sale' }))
      .first(),
  ).toBeVisible()
})

test('a key can be created, is shown once, and can be rotated and revoked', async ({ page, request }) => {
  const operator = new Operator(page)
  await operator.arrives('e2e-keys', '/console/keys')
  await page.getByLabel('Partner').fill('e2e-partner')
  await page.getByRole('button', { name: 'Create key' }).click()
  const shown = page.locator('[data-made-key]')
  await expect(shown).toHaveText(/^hg_live_\w{33}$/)
  const key = (await shown.textContent()) ?? ''
  const works = async () =>
    (
      await request.get(`${process.env.E2E_API_URL}/v1/cart?user_id=a`, { headers: { authorization: `Bearer ${key}` } })
    ).status()
  expect(await works()).toBe(200)
  await page.getByRole('button', { name: 'Done' }).click()
  await expect(shown).toHaveCount(0)

  const rows = operator.row('e2e-partner')
  await rows.getByRole('button', { name: 'Rotate' }).click()
  await expect(shown).not.toHaveText(key)
  await expect(rows).toHaveCount(2)
  await page.getByRole('button', { name: 'Done' }).click()
  const old = rows.filter({ hasText: `…${key.slice(-4)}` })
  await old.getByRole('button', { name: 'Revoke' }).click()
  await page.getByRole('button', { name: 'Revoke key' }).click()
  await expect(old).toContainText('revoked')
  await expect.poll(works).toBe(401)
})

test('a webhook can be created for some events and tested, and its deliveries can be replayed', async ({ page }) => {
  const receiver = await openReceiver()
  try {
    const operator = new Operator(page)
    await operator.arrives('e2e-hooks', '/console/webhooks')
    await page.getByLabel('URL').fill(receiver.url)
    // A rare event: those of the other tests would push the test events out of the list.
    await page.getByLabel('webhook.disabled').check()
    await page.getByRole('button', { name: 'Add webhook' }).click()
    await expect(page.getByRole('status')).toContainText(/whsec_/)
    await page.getByRole('link', { name: receiver.url }).click()
    await expect(operator.main).toContainText('webhook.disabled')
    await page.getByRole('button', { name: 'Send test event' }).click()
    const tested = operator.row('webhook.test')
    await expect(tested).toContainText('delivered')
    await tested.getByRole('button', { name: 'Replay' }).click()
    await expect(tested).toHaveCount(2)
    await expect(tested.first()).toContainText('delivered')
    const tests = receiver.events.filter(({ type }) => type.endsWith('webhook.test'))
    expect([tests.length, new Set(tests.map(({ id }) => id)).size], 'the same event, twice').toEqual([2, 1])
  } finally {
    receiver.close()
  }
})

test('no screen of the console has serious axe violations in either theme', async ({ page, request }) => {
  test.slow()
  const { sale } = await openSale(request, { name: 'Axe sale', items: [{ name: 'Axe bowl', stock: 3, price: 900 }] })
  const operator = new Operator(page)
  await page.goto('/console')
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Sign in')
  await expectNoSeriousFinding(page, 'sign in')
  await operator.arrives('e2e-axe')
  for (const place of PLACES) {
    await operator.goesTo(place)
    await expect(page.getByRole('status').filter({ hasText: 'Loading…' })).toHaveCount(0)
    if (place === 'System') await expect(page.locator('figure canvas')).toHaveCount(5)
    await expectNoSeriousFinding(page, place)
  }
  for (const path of [`/console/sales/${sale.id}`, '/console/sales/new']) {
    await page.goto(path)
    await expect(
      page
        .getByRole('button', { name: 'Add item' })
        .or(page.getByRole('button', { name: 'Pause' }))
        .first(),
    ).toBeVisible()
    await expectNoSeriousFinding(page, path)
  }
})

test('on a phone of 320 px nothing is cut off, targets are 44 px, and everything is reachable by keyboard', async ({
  browser,
  request,
}) => {
  const context = await browser.newContext({ viewport: { width: 320, height: 640 }, hasTouch: true })
  const page = await context.newPage()
  const { sale } = await openSale(request, {
    name: 'Narrow sale',
    items: [{ name: 'Narrow bowl', stock: 3, price: 900 }],
  })
  const operator = new Operator(page)
  await operator.arrives('narrow')
  for (const place of PLACES) {
    const link = page.getByRole('navigation', { name: 'Console' }).getByRole('link', { name: place })
    await link.focus()
    await page.keyboard.press('Enter')
    await expect(page.getByRole('heading', { level: 1, name: place })).toBeVisible()
    await expect(page.getByRole('status').filter({ hasText: 'Loading…' })).toHaveCount(0)
    await expectFits(page, place)
  }
  await page.goto(`/console/sales/${sale.id}`)
  await expect(operator.figure('left')).toBeVisible()
  await expectFits(page, 'a sale')
  await page.goto('/console/sales/new')
  await expect(page.getByRole('button', { name: 'Open sale' })).toBeVisible()
  await expectFits(page, 'a new sale')
  await page.getByRole('button', { name: 'Show preview' }).press('Enter')
  await expect(page.frameLocator('[data-preview="phone"] iframe').getByRole('heading', { level: 1 })).toBeVisible()
  await expectFits(page, 'a preview')
  await page.goto(`/console/search?id=${sale.first_item_id}`)
  await expect(operator.row('Narrow bowl')).toBeVisible()
  await expectFits(page, 'what was found')
  await context.close()
})

test('every screen of the console has its own document title', async ({ page }) => {
  const operator = new Operator(page)
  await operator.arrives('e2e-titles')
  for (const place of PLACES) {
    await operator.goesTo(place)
    await expect(page).toHaveTitle(`${place} · Hourglass console`)
    await page.reload()
    await expect(page).toHaveTitle(`${place} · Hourglass console`)
    await expect(page.locator('head title')).toHaveCount(1)
  }
})

test('the form for a new sale keeps the focus: in a row that is added or removed, and in the first field that is refused', async ({
  page,
}) => {
  const operator = new Operator(page)
  await operator.arrives('e2e-focus', '/console/sales/new')
  const row = (n: number) => page.getByRole('group', { name: `Item ${n}`, exact: true })
  await page.getByRole('button', { name: 'Add item' }).focus()
  await page.keyboard.press('Enter')
  await expect(row(2).getByLabel('Name')).toBeFocused()
  await page.keyboard.type('Second')
  await page.getByRole('button', { name: 'Add item' }).click()
  await expect(row(3).getByLabel('Name')).toBeFocused()
  await page.getByRole('button', { name: 'Remove item 3' }).click()
  await expect(row(2).getByLabel('Name')).toBeFocused()
  await page.getByRole('button', { name: 'Remove item 1' }).click()
  await expect(row(1).getByLabel('Name')).toBeFocused()
  await expect(row(1).getByLabel('Name')).toHaveValue('Second')

  await page.getByLabel('Name').first().fill('Focused sale')
  await row(1).getByLabel('Price, EUR', { exact: true }).fill('10')
  await page.getByRole('button', { name: 'Add item' }).click()
  await row(2).getByLabel('Price, EUR', { exact: true }).fill('ten')
  await page.getByRole('button', { name: 'Open sale' }).press('Enter')
  const refused = row(2).getByLabel('Price, EUR', { exact: true })
  await expect(refused).toBeFocused()
  await expect(refused).toHaveAccessibleDescription('Price of item 2 must be an amount, such as 24.50')
  await expect(operator.main.getByRole('alert')).toHaveText('Check Price of item 2.')
  await expect(operator.main).not.toContainText(/items[.\s]|minor units/)
  await refused.fill('12')
  await page.getByRole('radio', { name: 'JSON' }).check()
  await page.getByLabel('Items as JSON').fill('[{ "stock": 0, "price": 5 }]')
  await page.getByRole('button', { name: 'Open sale' }).press('Enter')
  await expect(page.getByLabel('Items as JSON')).toBeFocused()
  await expect(page.getByLabel('Items as JSON')).toHaveAccessibleDescription(/Units of item 1/)
})
