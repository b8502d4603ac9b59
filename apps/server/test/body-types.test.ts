/** Request bodies: only JSON within a size limit, on every route and in every Fastify scope. */
import assert from 'node:assert/strict'
import { connect } from 'node:net'
import { after, before, describe, test } from 'node:test'
import { PICTURE_TYPES, UPLOAD_BYTES_MAX } from '@hourglass/core/contract'
import type { FastifyInstance } from 'fastify'
import { adminRouter } from '../src/console/router.ts'
import { BODY_BYTES_MAX, SALE_BODY_BYTES_MAX } from '../src/limits.ts'
import { routes } from '../src/routes/index.ts'
import { appRouter } from '../src/trpc/router.ts'
import { createServerStage, type ServerStage } from './stage.ts'

let stage: ServerStage
before(async () => {
  stage = await createServerStage()
})
after(() => stage.stop())

const example: Record<string, string> = { id: '1', item_id: '1', delivery_id: '1', code: 'sold_out' }
const rest = routes
  .filter(({ method }) => method !== 'get')
  .map(({ method, path, file, bodyLimit }) => ({
    type: file?.[0] ?? 'application/json',
    bodyLimit,
    method: method.toUpperCase(),
    path: path.replace(/\{(\w+)\}/g, (_, name: string) => example[name] ?? ''),
  }))
const trpc = [
  ...Object.keys(appRouter._def.procedures).map((name) => `/trpc/${name}`),
  ...Object.keys(adminRouter._def.procedures).map((name) => `/trpc/admin/${name}`),
].map((path) => ({ method: 'POST', path, type: 'application/json', bodyLimit: undefined }))

/** Sends headers that announce a body, but not the body. @returns the status of the response */
function statusWithoutBody({ method, path }: { method: string; path: string }, headers: string): Promise<number> {
  const { promise, resolve, reject } = Promise.withResolvers<number>()
  const socket = connect(stage.port, '127.0.0.1')
  socket.on('error', reject).on('close', () => reject(new Error(`${method} ${path}: no answer`)))
  socket.on('data', (chunk) => {
    resolve(Number(/^HTTP\/1\.1 (\d{3})/.exec(chunk.toString())?.[1]))
    socket.destroy()
  })
  socket.write(`${method} ${path} HTTP/1.1\r\nhost: 127.0.0.1\r\n${headers}\r\n\r\n`)
  return promise
}

describe('a body that is not JSON is refused with 415 before any of it is read, on every route', () => {
  const types = [
    'multipart/form-data; boundary=x',
    'application/x-www-form-urlencoded',
    'application/octet-stream',
    'text/plain',
    'application/json-patch+json',
    'application/jsonp',
    'multipart/form-data, application/json',
    'nonsense',
  ]
  for (const type of [...types, '']) {
    const header = type === '' ? '' : `content-type: ${type}\r\n`
    test(type === '' ? 'no content type' : type, async () => {
      for (const route of [...rest, ...trpc])
        for (const length of ['content-length: 314572800', 'transfer-encoding: chunked'])
          assert.equal(await statusWithoutBody(route, header + length), 415, `${route.method} ${route.path} ${length}`)
    })
  }
})

test('a body beyond the route’s limit is refused with 413 before any of it is read', async () => {
  for (const route of [...rest, ...trpc]) {
    const limit = route.bodyLimit ?? BODY_BYTES_MAX
    const headers = `content-type: ${route.type}\r\ncontent-length: ${limit + 1}`
    assert.equal(await statusWithoutBody(route, headers), 413, `${route.method} ${route.path}`)
  }
})

test('unknown paths and unsupported methods are refused before the body is read', async () => {
  const headers = 'content-type: application/json\r\ncontent-length: 314572800'
  assert.equal(await statusWithoutBody({ method: 'POST', path: '/nothing' }, headers), 404)
  assert.equal(await statusWithoutBody({ method: 'PUT', path: '/checkout' }, headers), 405)
})

test('larger bodies than usual are only accepted by the routes that take items or pictures', () => {
  const larger = routes.filter(({ bodyLimit }) => bodyLimit !== undefined)
  assert.deepEqual(Object.fromEntries(larger.map(({ id, bodyLimit }) => [id, bodyLimit])), {
    openSale: SALE_BODY_BYTES_MAX,
    addItems: SALE_BODY_BYTES_MAX,
    addPicture: UPLOAD_BYTES_MAX,
  })
})

test('every Fastify scope parses only JSON and empty forms, within the body limit, and one scope pictures', () => {
  const scopes = scopesOf(stage.app.server)
  assert.ok(scopes.length >= 5, 'the scopes of the app are found')
  const ofPictures: string[][] = []
  for (const scope of scopes) {
    const parsers = internal<{ customParsers: Map<string, Parser> }>(scope, 'fastify.contentTypeParser').customParsers
    const pictures = PICTURE_TYPES.filter((type) => parsers.has(type))
    if (pictures.length > 0) ofPictures.push(pictures)
    assert.deepEqual([...parsers.keys()].toSorted(), [
      'application/json',
      'application/x-www-form-urlencoded',
      ...pictures,
    ])
    for (const [type, { asString, asBuffer, bodyLimit }] of parsers) {
      // A parser without parseAs gets the raw stream. The one for empty forms does not read it.
      assert.equal(asString || asBuffer, type !== 'application/x-www-form-urlencoded', type)
      assert.equal(bodyLimit, BODY_BYTES_MAX, type)
    }
  }
  assert.deepEqual(ofPictures, [PICTURE_TYPES])
})

interface Parser {
  asString: boolean
  asBuffer: boolean
  bodyLimit: number
}

function scopesOf(app: FastifyInstance): FastifyInstance[] {
  return [app, ...internal<FastifyInstance[]>(app, 'fastify.children').flatMap(scopesOf)]
}

/** Reads an internal of a Fastify instance, which is stored under a symbol in its prototype chain. */
function internal<T>(scope: object, name: string): T {
  for (let at: object | null = scope; at !== null; at = Object.getPrototypeOf(at)) {
    const symbol = Object.getOwnPropertySymbols(at).find(({ description }) => description === name)
    if (symbol) return Reflect.get(at, symbol) as T
  }
  throw new Error(`Fastify has no ${name} any more`)
}
