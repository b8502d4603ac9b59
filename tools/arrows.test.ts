import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { test } from 'node:test'

const root = join(import.meta.dirname, '..')

/** Whether the linter lets a file have one import. */
function allowed(path: string, from: string): boolean {
  const input = `import * as imported from '${from}'\n\nexport const used = imported\n`
  return spawnSync('biome', ['lint', `--stdin-file-path=${path}`], { cwd: root, input }).status === 0
}

const forbidden: [path: string, from: string][] = [
  ['packages/core/src/domain/a.ts', '../contract/index.ts'],
  ['packages/core/src/contract/a.ts', '../catalog/index.ts'],
  ['packages/core/src/contract/a.ts', 'node:crypto'],
  ['packages/core/src/catalog/a.ts', '../contract/index.ts'],
  ['packages/core/src/catalog/forms/a.ts', '../../contract/index.ts'],
  ['packages/core/src/catalog/a.ts', 'node:fs'],
  ['packages/core/src/gate/a.ts', '../ledger/index.ts'],
  ['packages/core/src/gate/a.ts', '@hourglass/db'],
  ['packages/core/src/ledger/a.ts', '../gate/index.ts'],
  ['packages/core/src/ledger/a.ts', 'ioredis'],
  ['packages/core/src/operations/a.ts', 'ioredis'],
  ['packages/core/src/operations/a.ts', 'fastify'],
  ['packages/core/src/operations/a.ts', '@hourglass/stack'],
  ['packages/db/src/a.ts', '@hourglass/core/domain'],
  ['apps/server/src/a.ts', 'pg'],
  ['apps/server/src/a.ts', '@hourglass/stack'],
  ['apps/web/app/a.ts', '@hourglass/core/operations'],
  ['apps/web/app/a.ts', '@hourglass/db'],
]

for (const [path, from] of forbidden) {
  test(`${path.replace('/a.ts', '')} may not import ${from}`, () => {
    assert.equal(allowed(path, from), false)
  })
}

test('the arrows that are drawn may be followed', () => {
  const drawn: [string, string][] = [
    ['packages/core/src/operations/a.ts', '../gate/index.ts'],
    ['packages/core/src/operations/a.ts', '../ledger/index.ts'],
    ['packages/core/src/ledger/a.ts', '@hourglass/db'],
    ['apps/server/src/a.ts', '@hourglass/core/operations'],
    ['apps/web/app/a.ts', '@hourglass/core/contract'],
  ]
  for (const [path, from] of drawn) assert.equal(allowed(path, from), true, `${path} → ${from}`)
})
