import { AxeBuilder } from '@axe-core/playwright'
import { expect, type Page, test } from '@playwright/test'
import { availableItem } from '../api.ts'
import { openScreens } from '../screens.ts'
import { Shopper } from '../shopper.ts'

async function expectNoSeriousFinding(page: Page, screen: string): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).analyze()
  const serious = violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => `${screen}: ${id} at ${nodes.map(({ target }) => target.join(' ')).join(', ')}`)
  expect(serious).toEqual([])
}

for (const colorScheme of ['light', 'dark'] as const) {
  test.describe(`in the ${colorScheme} theme`, () => {
    test.use({ colorScheme })

    test('axe finds nothing serious on any screen', async ({ page, request }) => {
      test.slow()
      for (const [screen, path] of Object.entries(await openScreens(request))) {
        await page.goto(path)
        await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
        if (screen === 'drop') await expect(page.locator('[data-field]')).toHaveAttribute('data-field', 'live')
        await expectNoSeriousFinding(page, screen)
      }
    })

    test('axe finds nothing serious from checkout to receipt, and on the order and what is mine after it', async ({
      page,
      request,
    }) => {
      const item = await availableItem(request, colorScheme === 'light' ? 9_100 : 9_150)
      const shopper = new Shopper(page)
      await shopper.openAt(item)
      await shopper.checksOut(item)
      await expectNoSeriousFinding(page, 'checkout')
      await shopper.confirms()
      const order = await shopper.receives(item)
      await expectNoSeriousFinding(page, 'receipt')
      for (const path of [`/orders/${order}`, '/me']) {
        await page.goto(path)
        await expect(page.getByRole('main')).toContainText(item.name)
        await expectNoSeriousFinding(page, path)
      }
    })
  })
}
