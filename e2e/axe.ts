import { AxeBuilder } from '@axe-core/playwright'
import { expect, type Page } from '@playwright/test'

/**
 * Fails with what axe finds serious or critical on the page as it is: every rule in the light theme, and in the dark one the rule
 * that depends on the theme. Animations are off while axe looks, so that it sees no colour half-way through a transition.
 */
export async function expectNoSeriousFinding(page: Page, screen: string): Promise<void> {
  await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' })
  const light = await new AxeBuilder({ page }).analyze()
  await page.emulateMedia({ colorScheme: 'dark', reducedMotion: 'reduce' })
  const dark = await new AxeBuilder({ page }).withRules(['color-contrast']).analyze()
  await page.emulateMedia({ colorScheme: null, reducedMotion: null })
  const serious = Object.entries({ light, dark }).flatMap(([theme, { violations }]) =>
    violations
      .filter(({ impact }) => impact === 'serious' || impact === 'critical')
      .map(
        ({ id, nodes }) => `${screen}, ${theme}: ${id} at ${nodes.map(({ target }) => target.join(' ')).join(', ')}`,
      ),
  )
  expect(serious).toEqual([])
}
