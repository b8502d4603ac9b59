import { readFileSync } from 'node:fs'
import { type APIRequestContext, expect, test } from '@playwright/test'
import { openSale, steerSale } from '../merchant.ts'
import { hourlySale } from '../screens.ts'

const NAMES = [
  'Źażółć gęślą jaźń',
  'Песочные часы',
  'Κλεψύδρα',
  'ساعة رملية',
  'שעון חול',
  'नमस्ते घड़ी',
  'นาฬิกาทราย',
  '砂時計のすな',
  '沙漏计时器',
  '모래시계',
  '⏳🏺👩‍🚀❤️🇩🇪',
  // No bundled font has these characters.
  '\u{13000}\u{13001} ᚠᚢᚦ ⵣⵉⵎ',
]

/** Connections to other hosts that the storefront's server attempted. */
function deniedConnections(): string {
  const file = process.env.E2E_DENIED_FILE
  if (!file) throw new Error('E2E_DENIED_FILE is not set: the storefront under test must be started by Playwright')
  return readFileSync(file, 'utf8')
}

/** The URL of a page's share picture, as a path relative to the page. */
async function sharedAt(request: APIRequestContext, page: string): Promise<string> {
  const html = await (await request.get(page)).text()
  const address = /property="og:image" content="([^"]+)"/.exec(html)?.[1]
  if (!address) throw new Error(`${page} has no share picture`)
  return new URL(address).pathname
}

test('share pictures of items and sales are rendered for names in any script, without connections to other hosts', async ({
  request,
}) => {
  test.slow()
  const { sale, items } = await openSale(request, {
    name: NAMES.join(' ').slice(0, 200),
    items: NAMES.map((name) => ({ name, stock: 1, price: 2_400 })),
  })
  const hourly = await hourlySale(request)
  const pages = ['/', `/items/${hourly.first_item_id}`, `/sales/${sale.id}`, `/sales/${hourly.id}`]
  for (const page of [...items.map(({ id }) => `/items/${id}`), ...pages]) {
    const answer = await request.get(await sharedAt(request, page))
    expect(answer.status(), page).toBe(200)
    expect(answer.headers()['content-type']).toBe('image/png')
    expect(answer.headers()['cache-control']).toMatch(/^public, max-age=\d+$/)
    expect((await answer.body()).subarray(1, 4).toString()).toBe('PNG')
  }
  expect(deniedConnections()).toBe('the network is denied\n')
  await steerSale(request, sale.id, 'close')
})

test('all spellings of an id have the same share picture; an invalid id has none', async ({ request }) => {
  const { id: saleId, first_item_id: itemId } = await hourlySale(request)
  const itemPicture = await sharedAt(request, `/items/${itemId}`)
  const salePicture = await sharedAt(request, `/sales/${saleId}`)
  const of = (picture: string, id: string | number) => picture.replace(/\d+/, String(id))
  const bodies = await Promise.all(
    [itemId, `00${itemId}`].map(async (id) => (await request.get(of(itemPicture, id))).body()),
  )
  expect(bodies[0]?.equals(bodies[1] ?? Buffer.alloc(0))).toBe(true)
  for (const id of [0, -1, 'x', '1e3', 999_999_999_999, '9'.repeat(15), '9'.repeat(16)]) {
    for (const path of [of(itemPicture, id), of(salePicture, id), `/sales/${id}/field.png`])
      expect((await request.get(path)).status(), path).toBe(404)
  }
})
