import { gzipSync } from 'node:zlib'
import { expect, test } from '@playwright/test'
import { observe, seenOf } from '../observe.ts'

/** Performance budget of a first visit. */
const SCRIPT_BYTES_MAX = 170_000
const LAYOUT_SHIFT_MAX = 0.02

test('the first load takes at most 170 kB of JavaScript, gzipped', async ({ request, baseURL }) => {
  const html = await (await request.get(`${baseURL}/`)).text()
  const scripts = [...html.matchAll(/<script[^>]*\ssrc="([^"]+)"[^>]*>/g)].filter(([tag]) => !/nomodule/i.test(tag))
  const sizes = await Promise.all(
    [...new Set(scripts.map(([, path = '']) => path))].map(
      async (path) => gzipSync(await (await request.get(`${baseURL}${path}`)).body()).length,
    ),
  )
  expect(sizes.length).toBeGreaterThan(0)
  expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThanOrEqual(SCRIPT_BYTES_MAX)
})

test('the layout does not shift during loading, with a CPU slowdown of four', async ({ page }) => {
  await observe(page)
  const session = await page.context().newCDPSession(page)
  await session.send('Emulation.setCPUThrottlingRate', { rate: 4 })
  await page.goto('/')
  await expect(page.locator('[data-field]')).toHaveAttribute('data-field', 'live')
  await expect(page.locator('li[aria-setsize]').first()).toBeVisible()
  const { cls } = await seenOf(page)
  expect(cls).toBeLessThanOrEqual(LAYOUT_SHIFT_MAX)
})
