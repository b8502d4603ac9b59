import { expect, test } from '@playwright/test'
import { openScreens } from '../screens.ts'
import { expectFits } from '../targets.ts'

const SIZES = [
  { width: 1440, height: 900 },
  { width: 1024, height: 768 },
  { width: 768, height: 1024 },
  { width: 640, height: 450 },
  { width: 390, height: 844 },
  { width: 320, height: 640 },
]

test('the page follows the light or dark preference of the system', async ({ page }) => {
  const paper = () => page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor)
  await page.emulateMedia({ colorScheme: 'light' })
  await page.goto('/')
  expect(await paper()).toBe('rgb(245, 239, 228)')
  await page.emulateMedia({ colorScheme: 'dark' })
  expect(await paper()).toBe('rgb(21, 18, 14)')
})

test('on every screen, from 1,440 to 320 px and at 200 % zoom, nothing is cut off and targets are 44 px', async ({
  page,
  request,
}) => {
  test.slow()
  for (const [screen, path] of Object.entries(await openScreens(request))) {
    await page.goto(path)
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
    for (const viewport of SIZES) {
      await page.setViewportSize(viewport)
      await expectFits(page, `${screen}, ${viewport.width} × ${viewport.height}`)
    }
  }
})

test('prefers-reduced-motion disables animations', async ({ page }) => {
  await page.emulateMedia({ reducedMotion: 'reduce' })
  await page.goto('/')
  await expect(page.locator('[data-field]')).toHaveAttribute('data-field', 'live')
  const moving = await page.evaluate(() => {
    const times = Array.from(document.querySelectorAll('*'), (one) => getComputedStyle(one))
    return times.filter(({ transitionDuration, animationDuration }) =>
      [transitionDuration, animationDuration].some((all) => all.split(',').some((one) => Number.parseFloat(one) > 0)),
    ).length
  })
  expect(moving).toBe(0)
})

test('every page has a strict Content-Security-Policy and makes no third-party requests', async ({ page, request }) => {
  const hosts = new Set<string>()
  page.on('request', (asked) => hosts.add(new URL(asked.url()).hostname))
  for (const path of Object.values(await openScreens(request))) {
    const response = await page.goto(path)
    const policy = (await response?.allHeaders())?.['content-security-policy'] ?? ''
    expect(policy).toMatch(/script-src 'self'( 'sha256-[A-Za-z0-9+/=]{44}')+;/)
    expect(policy).toContain("default-src 'none'")
    expect(policy).not.toContain('unsafe-eval')
  }
  expect([...hosts]).toEqual([new URL(page.url()).hostname])
})
