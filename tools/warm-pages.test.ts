import assert from 'node:assert/strict'
import { once } from 'node:events'
import { globSync } from 'node:fs'
import http from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { test } from 'node:test'
import { pagesOf, root, warmPages } from './apps.ts'

test('npm start warms every page of the storefront before it prints the URL', async () => {
  const asked: string[] = []
  const read: string[] = []
  const storefront = http.createServer((request, response) => {
    const path = request.url ?? ''
    asked.push(path)
    response.once('finish', () => read.push(path))
    response.end('page')
  })
  storefront.listen(0, '127.0.0.1')
  await once(storefront, 'listening')
  try {
    await warmPages(`http://127.0.0.1:${(storefront.address() as AddressInfo).port}`, pagesOf(7, 70))
  } finally {
    storefront.closeAllConnections()
    storefront.close()
  }
  assert.deepEqual(read, asked)

  // Next's routes: `[id]` matches one segment, `[...missing]` any path.
  const shop = join(root, 'apps/web/src/app/(shop)')
  const routes = globSync('**/page.tsx', { cwd: shop }).map((file) => `/${file.replace(/\/?page\.tsx$/, '')}`)
  assert.ok(routes.length > 5, routes.join())
  for (const route of routes) {
    const pattern = route.replace(/\[\.\.\.\w+\]/g, '[^/]+').replace(/\[\w+\]/g, '[^/]+')
    assert.ok(
      asked.some((path) => new RegExp(`^${pattern}$`).test(path)),
      `${route} is not requested`,
    )
  }
})
