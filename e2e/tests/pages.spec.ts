import { type APIRequestContext, expect, test } from '@playwright/test'
import { addresses } from '../addresses.ts'
import { openSale, steerSale } from '../merchant.ts'
import { hourlySale } from '../screens.ts'

const { webUrl } = addresses(process.env)

const textOf = async (request: APIRequestContext, path: string) => {
  const answer = await request.get(path)
  return { status: answer.status(), type: answer.headers()['content-type'], text: await answer.text() }
}

/** The metadata in the head of a page. */
async function headOf(request: APIRequestContext, path: string) {
  const { text } = await textOf(request, path)
  const meta = (name: string) => new RegExp(`<meta (?:name|property)="${name}" content="([^"]*)"`).exec(text)?.[1]
  return {
    title: /<title>([^<]*)<\/title>/.exec(text)?.[1],
    canonical: /<link rel="canonical" href="([^"]*)"/.exec(text)?.[1],
    description: meta('description'),
    robots: meta('robots'),
    text,
  }
}

test('every public page has its own title and description, and one canonical URL for all spellings', async ({
  request,
}) => {
  const { id, first_item_id: item } = await hourlySale(request)
  const items = Array.from({ length: 30 }, (_, at) => ({ name: `Page ${at}`, stock: 1, price: 100 }))
  const { sale: merchant } = await openSale(request, { name: 'Pages', items })
  const canonical: [path: string, canonical: string][] = [
    ['/', '/'],
    ['/?search=urn&sort=rarest', '/'],
    [`/sales/${id}`, `/sales/${id}`],
    [`/sales/00${id}?search=urn`, `/sales/${id}`],
    [`/sales/${id}?page=2`, `/sales/${id}`],
    [`/sales/${merchant.id}`, `/sales/${merchant.id}`],
    [`/sales/${merchant.id}?page=2&x=1`, `/sales/${merchant.id}?page=2`],
    [`/sales/${id}/proof`, `/sales/${id}/proof`],
    [`/items/${item}`, `/items/${item}`],
    [`/items/0${item}?x=1`, `/items/${item}`],
    ['/sales', '/sales'],
    ['/sales?before=2&x=1', '/sales?before=2'],
    ['/sales?before=x', '/sales'],
  ]
  const described = new Map<string, string>()
  for (const [path, address] of canonical) {
    const head = await headOf(request, path)
    expect.soft(head.canonical?.replace(/\/$/, ''), path).toBe(`${webUrl}${address}`.replace(/\/$/, ''))
    expect.soft(head.robots ?? 'index', path).toBe('index')
    const words = `${head.title} ${head.description}`
    expect.soft(head.description?.length ?? 0, path).toBeGreaterThan(20)
    expect.soft(described.get(words) ?? address, `${path} has the words of another page`).toBe(address)
    described.set(words, address)
  }
  await steerSale(request, merchant.id, 'close')
})

test('private pages, the console and missing pages are noindex', async ({ request }) => {
  for (const path of [
    '/cart',
    '/collection',
    '/me',
    '/account',
    '/sign-in',
    '/sign-in?error=access_denied&next=%2Fcart',
    '/orders/00000000-0000-7000-8000-000000000000',
    '/console',
    '/nowhere',
    '/items/0',
  ]) {
    const { robots, canonical } = await headOf(request, path)
    expect.soft(robots, path).toMatch(/noindex/)
    expect.soft(canonical, path).toBeUndefined()
  }
})

test('robots.txt disallows private pages and links the sitemap, whose pages all exist', async ({ request }) => {
  const robots = await textOf(request, '/robots.txt')
  expect(robots.type).toMatch(/^text\/plain/)
  for (const path of ['/console', '/account', '/cart', '/collection', '/me', '/orders/', '/sign-in'])
    expect(robots.text).toContain(`Disallow: ${path}\n`)
  expect(robots.text).toContain(`Sitemap: ${webUrl}/sitemap.xml`)

  const sitemap = await textOf(request, '/sitemap.xml')
  expect(sitemap.type).toMatch(/xml/)
  const listed = [...sitemap.text.matchAll(/<loc>([^<]+)<\/loc>/g)].map(([, url = '']) => url)
  expect(listed).toContain(`${webUrl}/sales/${(await hourlySale(request)).id}/proof`)
  expect(new Set(listed).size).toBe(listed.length)
  expect(listed.filter((url) => /\/(account|sign-in)/.test(url))).toEqual([])
  for (const url of listed.slice(0, 12)) expect((await request.get(url)).status(), url).toBe(200)
})

test('pages link the manifest, and its icons and the favicon are served by this host', async ({ request }) => {
  const { text } = await headOf(request, '/')
  expect(text).toContain('<link rel="manifest" href="/manifest.webmanifest"')
  const manifest = JSON.parse((await textOf(request, '/manifest.webmanifest')).text)
  const icons = manifest.icons.map(({ src }: { src: string }) => src)
  for (const icon of ['/favicon.ico', ...icons]) {
    const answer = await textOf(request, icon)
    expect(icon).toMatch(/^\//)
    expect(answer.status, icon).toBe(200)
    expect(answer.type, icon).toMatch(/^image\//)
  }
})

test('a missing page shows a 404 without JavaScript', async ({ browser, request }) => {
  const context = await browser.newContext({ javaScriptEnabled: false, baseURL: webUrl })
  const page = await context.newPage()
  const { id } = await hourlySale(request)
  for (const path of [
    '/nowhere',
    '/items/0',
    '/items/999999999',
    '/sales/999999999',
    '/sales/x/proof',
    `/sales/${id}/nowhere`,
    '/console/nowhere',
  ]) {
    const answer = await page.goto(path)
    expect.soft(answer?.status(), path).toBe(404)
    await expect.soft(page.getByRole('heading', { name: 'Page not found' }), path).toBeVisible()
  }
  await context.close()
})
