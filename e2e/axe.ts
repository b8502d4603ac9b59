import { AxeBuilder } from '@axe-core/playwright'
import { expect, type Page } from '@playwright/test'

/**
 * Fails if axe finds serious or critical violations on the current page: all rules in the light theme, and color contrast in the dark
 * theme. Animations are off, so that axe does not measure colors in the middle of a transition.
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
