import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { test } from 'node:test'

/** The linter's output for a file with one import, under the rules of the workspace. */
function lint(path: string, from: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'hourglass-arrows-'))
  try {
    const { overrides } = JSON.parse(readFileSync(join(import.meta.dirname, '../biome.json'), 'utf8'))
    writeFileSync(join(folder, 'biome.json'), JSON.stringify({ overrides }))
    mkdirSync(join(folder, dirname(path)), { recursive: true })
    writeFileSync(join(folder, path), `import * as imported from '${from}'\n\nexport const used = imported\n`)
    const { stdout, stderr } = spawnSync('biome', ['lint', path], { cwd: folder, encoding: 'utf8' })
    return stdout + stderr
  } finally {
    rmSync(folder, { recursive: true })
  }
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
  ['apps/server/src/a.ts', 'pg-boss'],
  ['apps/relay/src/a.ts', '@hourglass/core/operations'],
  ['apps/relay/src/reading/a.ts', '@hourglass/core/gate'],
  ['apps/relay/src/a.ts', '@hourglass/stack'],
  ['packages/client/src/a.ts', '@hourglass/core/contract'],
  ['packages/telemetry/src/a.ts', '@hourglass/core/operations'],
  ['packages/core/src/operations/a.ts', '@hourglass/telemetry'],
  ['packages/core/src/operations/a.ts', 'prom-client'],
  ['apps/web/app/a.ts', '@hourglass/core/operations'],
  ['apps/web/app/a.ts', '@hourglass/db'],
]

for (const [path, from] of forbidden) {
  test(`${path.replace('/a.ts', '')} may not import ${from}`, () => {
    assert.match(lint(path, from), /noRestrictedImports/)
  })
}

test('imports along the dependency arrows are allowed', () => {
  const drawn: [string, string][] = [
    ['packages/core/src/operations/a.ts', '../gate/index.ts'],
    ['packages/core/src/operations/a.ts', '../ledger/index.ts'],
    ['packages/core/src/ledger/a.ts', '@hourglass/db'],
    ['apps/server/src/a.ts', '@hourglass/core/operations'],
    ['apps/relay/src/a.ts', '@hourglass/core/contract'],
    ['apps/relay/src/a.ts', '@hourglass/db'],
    ['apps/web/app/a.ts', '@hourglass/core/contract'],
  ]
  for (const [path, from] of drawn) assert.match(lint(path, from), /Checked 1 file/, `${path} → ${from}`)
})
