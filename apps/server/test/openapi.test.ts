/** The OpenAPI document: current, valid, and complete. */
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

test('the committed document is the served one (UPDATE_SNAPSHOT=1 updates it)', async () => {
  const file = new URL('../../../docs/openapi.json', import.meta.url)
  if (process.env.UPDATE_SNAPSHOT === '1' || !existsSync(file)) writeFileSync(file, text)
  assert.equal(text, readFileSync(file, 'utf8'))
  assert.deepEqual((await stage.get('/openapi.json')).body, JSON.parse(text))
})

test('the document passes the recommended lint rules', async () => {
  const config = await createConfig({
    extends: ['recommended'],
    rules: {
      // Each server serves its own document, under any host name.
      'no-server-example.com': 'off',
      'no-empty-servers': 'off',
      // The live feed and the probes have no 4xx responses of their own.
      'operation-4xx-response': 'off',
      // Three refusals happen before routing.
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

test('every documented route is served, and an undeclared route cannot be registered', () => {
  for (const { method, path } of routes) {
    const url = path.replace(/\{(\w+)\}/g, ':$1')
    assert.equal(stage.app.server.hasRoute({ method, url }), true, `${method} ${path}`)
  }
  const app = Fastify()
  requireOpenApi(app)
  assert.throws(() => app.get('/v1/surprise', () => 'x'), /GET \/v1\/surprise is not declared/)
})

describe('the response validator reports differences from the document', () => {
  const conforms = createConforms(openApiDocument() as unknown as Described)
  const exchange = { method: 'GET', path: '/livez', status: 200, type: 'application/json', body: '{"status":"ok"}' }
  const problem = (code: string) => ({ ...(openApiDocument().components.examples[code]?.value as object), code })

  test('no difference', () => assert.equal(conforms(exchange), null))
  const wrong: [what: string, change: Partial<typeof exchange>, fault: RegExp][] = [
    ['an additional member', { body: '{"status":"ok","more":1}' }, /additional properties/],
    ['a missing member', { body: '{}' }, /required property/],
    ['a wrong value', { body: '{"status":"fine"}' }, /allowed values/],
    ['a wrong status', { status: 201 }, /no status 201/],
    ['a wrong media type', { type: 'text/plain' }, /no text\/plain/],
    ['an unknown path', { path: '/v1/surprise' }, /has no GET/],
    [
      'a refusal that the route does not declare',
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
