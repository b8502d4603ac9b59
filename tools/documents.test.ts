import assert from 'node:assert/strict'
import { existsSync, globSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { test } from 'node:test'
import { root } from './apps.ts'

const documents = globSync('{*.md,{apps,docs,deploy,e2e,packages,tools}/**/*.md}', {
  cwd: root,
  exclude: ['**/node_modules/**', '**/.next/**'],
})

test('every relative link in the documentation points to an existing file', () => {
  assert.ok(documents.length > 20)
  const broken = documents.flatMap((file) =>
    [...readFileSync(join(root, file), 'utf8').matchAll(/\]\(([^)#\s]+)/g)]
      .map(([, target = '']) => target)
      .filter((target) => !/^(https?|mailto):/.test(target) && !existsSync(join(root, dirname(file), target)))
      .map((target) => `${file} → ${target}`),
  )
  assert.deepEqual(broken, [])
})
