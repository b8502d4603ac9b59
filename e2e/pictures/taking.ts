import { join } from 'node:path'
import type { Page } from '@playwright/test'

/** Output folder of the screenshots. */
const folder = process.env.PICTURES ?? 'test-results/pictures'

const SIZES = { desktop: { width: 1440, height: 900 }, phone: { width: 390, height: 844 } }
const THEMES = { day: 'light', night: 'dark' } as const

/** Every size in every theme, numbered. */
export const VARIANTS = Object.entries(SIZES).flatMap(([size, viewport], row) =>
  Object.entries(THEMES).map(([theme, colorScheme], column) => ({
    at: 2 * row + column,
    name: `${size}-${theme}`,
    context: { viewport, colorScheme, deviceScaleFactor: 1 },
  })),
)

/** Waits until everything visible has loaded. */
export async function settled(page: Page): Promise<void> {
  await page.evaluate(() => document.fonts.ready)
  await page.waitForFunction(() => {
    const seen = Array.from(document.images).filter((image) => {
      const { top, bottom } = image.getBoundingClientRect()
      return bottom > 0 && top < innerHeight && image.checkVisibility()
    })
    const field = document.querySelector<HTMLElement>('[data-field]')
    return seen.every(({ complete }) => complete) && field?.dataset.field !== 'given'
  })
}

export async function take(page: Page, screen: string, variant: string): Promise<void> {
  await settled(page)
  await page.screenshot({ path: join(folder, `${screen.replaceAll(' ', '-')}-${variant}.png`) })
}
