import { expect, test } from '@playwright/test'
import { availableItem, buyOverRest } from '../api.ts'
import { hourlySale } from '../screens.ts'
import { Shopper } from '../shopper.ts'
import { expectFits } from '../targets.ts'

const TARGET_PX_MIN = 44

const SCREENS = [
  { width: 1440, height: 900 },
  { width: 1024, height: 768 },
  { width: 768, height: 1024 },
  { width: 390, height: 844 },
  { width: 320, height: 640 },
]

for (const viewport of SCREENS)
  test.describe(`at ${viewport.width} × ${viewport.height}`, () => {
    test.use({ viewport })

    test('the first screen says what is sold and how much is left, shows some of it, and has one button, without scrolling', async ({
      page,
      request,
    }) => {
      const { name } = await hourlySale(request)
      await page.goto('/')
      const main = page.getByRole('main')
      const button = main.getByRole('link', { name: 'Choose yours' })
      for (const shown of [
        main.getByRole('heading', { level: 1, name }),
        main.getByText('Open now.'),
        main.getByText(/one-of-a-kind objects every hour.*Play money\./),
        main.getByRole('list', { name: 'Some of the rarest' }).getByRole('img').first(),
        main.getByText(/of 10,000 left/).last(),
        main.getByText('Next drop opens in'),
        button,
      ])
        await expect(shown).toBeInViewport({ ratio: 1 })
      await button.click()
      await expect(main.getByRole('heading', { name: 'The shelf' })).toBeInViewport()
    })
  })

for (const viewport of [...SCREENS, { width: 640, height: 450 }])
  test(`at ${viewport.width} × ${viewport.height} a drop and an item have one primary button, without scrolling`, async ({
    page,
    request,
  }) => {
    await page.setViewportSize(viewport)
    const { id } = await availableItem(request, 9_700)
    for (const [path, button] of [
      ['/', page.getByRole('main').getByRole('link', { name: 'Choose yours' })],
      [`/items/${id}`, page.getByRole('main').getByRole('button', { name: /^Buy/ })],
    ] as const) {
      await page.goto(path)
      await expect(button).toHaveCount(1)
      await expect(button).toBeInViewport({ ratio: 1 })
    }
  })

test('the last sale’s long name does not widen a phone’s page', { tag: '@phone' }, async ({ page, request }) => {
  await page.setViewportSize({ width: 320, height: 640 })
  await page.goto('/')
  await new Shopper(page).seesLive()
  await buyOverRest(request, `wide-${crypto.randomUUID()}`, (await availableItem(request, 9_720)).id)
  await expect(page.getByText('Just sold:')).toBeVisible()
  await expectFits(page, 'drop')
})

test('the About menu leads to how it works, the proof, the API, the status, and the limits of money and guests, as the footer does', async ({
  page,
  request,
}) => {
  const { id } = await hourlySale(request)
  const menu = page.getByRole('banner').getByRole('button', { name: 'About' })
  const links = page.getByRole('banner').locator('[popover]').getByRole('link')
  for (const [link, heading] of [
    ['How it works', 'How it works'],
    ['Status', 'Status'],
    ['Money and guests', 'How it works'],
    ['API', 'Hourglass API'],
    ['Proof', null],
  ] as const) {
    await page.goto('/')
    await menu.click()
    await expect(page.getByRole('contentinfo').getByRole('link')).toHaveText(await links.allTextContents())
    await links.filter({ hasText: link }).click()
    if (heading) await expect(page.getByRole('heading', { level: 1 })).toHaveText(heading)
    else await page.waitForURL(`**/sales/${id}/proof`)
  }
})

test.describe('on a phone of 320 px', { tag: '@phone' }, () => {
  test.use({ viewport: { width: 320, height: 640 } })

  test('the About menu fits, its targets are 44 px high, and it opens and closes by keyboard', async ({ page }) => {
    await page.goto('/')
    const menu = page.getByRole('banner').getByRole('button', { name: 'About' })
    const links = page.getByRole('banner').locator('[popover]').getByRole('link')
    await expect(links).toHaveCount(0)
    await menu.press('Enter')
    await expect(links).toHaveCount(5)
    for (const target of [menu, ...(await links.all())]) {
      await expect(target).toBeInViewport({ ratio: 1 })
      expect((await target.boundingBox())?.height).toBeGreaterThanOrEqual(TARGET_PX_MIN)
    }
    await page.keyboard.press('Tab')
    await expect(links.first()).toBeFocused()
    await page.keyboard.press('Escape')
    await expect(links).toHaveCount(0)
    await expect(menu).toBeFocused()
  })
})

test('the status page says that shoppers can buy', async ({ page }) => {
  await page.goto('/status')
  await expect(page.getByRole('status')).toHaveText('Everything works. You can buy.')
})

test('filters dim the grains that do not match', async ({ page, request }) => {
  const sale = await hourlySale(request)
  await page.goto('/')
  await expect(page.locator('[data-field]')).toHaveAttribute('data-field', 'live')
  const bright = () =>
    page.locator('[data-field] canvas').evaluate((canvas: HTMLCanvasElement) => {
      const size = canvas.width / 100
      const pixels = canvas.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height).data ?? []
      const alphaOf = (cell: number) => {
        const [x, y] = [Math.floor(((cell % 100) + 0.5) * size), Math.floor((Math.floor(cell / 100) + 0.5) * size)]
        return pixels[4 * (y * canvas.width + x) + 3] ?? 0
      }
      return Array.from({ length: 10_000 }, (_, cell) => alphaOf(cell)).filter((alpha) => alpha > 200).length
    })
  const before = await bright()
  const rarity = page.getByRole('combobox', { name: 'Rarity' })
  await rarity.selectOption('rare')
  const found = page.locator('[data-found]')
  await expect(found).not.toHaveAttribute('data-found', String(sale.items_count))
  const matching = Number(await found.getAttribute('data-found'))
  await expect.poll(bright).toBeLessThanOrEqual(matching)
  await rarity.selectOption('')
  await expect.poll(bright).toBeGreaterThan(before - 500)
})
