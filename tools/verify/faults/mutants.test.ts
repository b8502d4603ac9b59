import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { root } from '../../apps.ts'
import { mutants } from './mutants.ts'

for (const { name, edits = [] } of mutants)
  test(`mutant ${name} applies to the current source`, () => {
    for (const { file, find, replace } of edits) {
      const text = readFileSync(join(root, 'packages', file), 'utf8')
      assert.ok(text.includes(find), `${file} does not contain: ${find}`)
      assert.notEqual(find, replace)
    }
  })
