/** The OpenAPI document: current, clean, and of exactly the routes that there are. */
import assert from 'node:assert/strict'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { after, before, describe, test } from 'node:test'
import { createConforms, type Described } from '@hourglass/tools/conforms'
import { createConfig, lintFromString } from '@redocly/openapi-core'
import Fastify from 'fastify'
import { openApiDocument } from '../src/openapi/document.ts'
import { requireOpenApi } from '../src/rest/register.ts'
import { routes } from '../src/routes/index.ts'
import { createServerStage, type ServerStage } from './stage.ts'

const text = `${JSON.stringify(openApiDocument(), null, 2)}\n`

let stage: ServerStage
before(async () => {
  stage = await createServerStage()
})
after(() => stage.stop())

test('the committed document is what the server answers (UPDATE_SNAPSHOT=1 writes it anew)', async () => {
  const file = new URL('../../../docs/openapi.json', import.meta.url)
  if (process.env.UPDATE_SNAPSHOT === '1' || !existsSync(file)) writeFileSync(file, text)
  assert.equal(text, readFileSync(file, 'utf8'))
  assert.deepEqual((await stage.get('/openapi.json')).body, JSON.parse(text))
})

test('the document passes the recommended rules of a linter', async () => {
  const config = await createConfig({
    extends: ['recommended'],
    rules: {
      // It is served by the server that it is of, whatever that is called.
      'no-server-example.com': 'off',
      'no-empty-servers': 'off',
      // A live feed and the probes refuse nothing.
      'operation-4xx-response': 'off',
      // Three refusals come before any route is found.
      'no-unused-components': 'off',
      'security-defined': 'error',
      'no-invalid-media-type-examples': 'error',
      'no-invalid-parameter-examples': 'error',
    },
  })
  const problems = await lintFromString({ source: text, config })
  assert.deepEqual(
    problems.map(({ ruleId, message, location }) => `${ruleId}: ${message} at ${location[0]?.pointer}`),
    [],
  )
})

test('every route of the document is served, and none is served that it does not have', () => {
  for (const { method, path } of routes) {
    const url = path.replace(/\{(\w+)\}/g, ':$1')
    assert.equal(stage.app.server.hasRoute({ method, url }), true, `${method} ${path}`)
  }
  const app = Fastify()
  requireOpenApi(app)
  assert.throws(() => app.get('/v1/surprise', () => 'x'), /GET \/v1\/surprise is not declared/)
})

describe('an answer that differs from the document is seen', () => {
  const conforms = createConforms(openApiDocument() as unknown as Described)
  const exchange = { method: 'GET', path: '/livez', status: 200, type: 'application/json', body: '{"status":"ok"}' }
  const problem = (code: string) => ({ ...(openApiDocument().components.examples[code]?.value as object), code })

  test('but not one that agrees', () => assert.equal(conforms(exchange), null))
  const wrong: [what: string, change: Partial<typeof exchange>, fault: RegExp][] = [
    ['a member too many', { body: '{"status":"ok","more":1}' }, /additional properties/],
    ['a member too few', { body: '{}' }, /required property/],
    ['another type', { body: '{"status":"fine"}' }, /allowed values/],
    ['another status', { status: 201 }, /no status 201/],
    ['another media type', { type: 'text/plain' }, /no text\/plain/],
    ['an address', { path: '/v1/surprise' }, /has no GET/],
    [
      'a refusal that this route does not have',
      {
        path: '/v1/sales/1',
        status: 404,
        type: 'application/problem+json',
        body: JSON.stringify(problem('item_not_found')),
      },
      /allowed values/,
    ],
  ]
  for (const [what, change, fault] of wrong) {
    test(what, () => assert.match(conforms({ ...exchange, ...change }) ?? '', fault))
  }
})
