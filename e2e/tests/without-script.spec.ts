import { expect, test } from '@playwright/test'
import { openSale } from '../merchant.ts'
import { openScreens } from '../screens.ts'

test.use({ javaScriptEnabled: false })

test('without JavaScript every page says so and shows no dead buttons or stopped countdowns', async ({
  page,
  request,
}) => {
  const ends_at = new Date(Date.now() + 3_600_000).toISOString()
  const { sale, items } = await openSale(request, {
    name: 'Scriptless sale',
    ends_at,
    items: [{ name: 'Scriptless lamp', stock: 3, price: 900 }],
  })
  // Next renders missing pages only in the browser: without JavaScript such a page is empty.
  const { 'not found': _, ...screens } = await openScreens(request)
  const merchant = { 'merchant sale': `/sales/${sale.id}`, 'merchant item': `/items/${items[0]?.id}` }
  for (const [screen, path] of Object.entries({ ...screens, ...merchant })) {
    await page.goto(path)
    await expect(page.getByText(/^JavaScript is off\./), screen).toBeVisible()
    // A form that works without JavaScript keeps its button.
    for (const button of await page.getByRole('button').all())
      await expect(button, screen).toHaveAttribute('type', 'submit')
    await expect(page.getByRole('timer'), screen).toHaveCount(0)
    await expect(page.getByText('Loading…').filter({ visible: true }), screen).toHaveCount(0)
  }
  await page.goto('/console')
  await expect(page.getByText(/^JavaScript is off\./)).toBeVisible()
})
