import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import openapiTS, { astToString, COMMENT_HEADER } from 'openapi-typescript'

test('the types are those of docs/openapi.json (pnpm --filter @hourglass/client generate writes them anew)', async () => {
  const document = new URL('../../../docs/openapi.json', import.meta.url)
  const made = COMMENT_HEADER + astToString(await openapiTS(document))
  assert.equal(readFileSync(new URL('./schema.ts', import.meta.url), 'utf8'), made)
})
