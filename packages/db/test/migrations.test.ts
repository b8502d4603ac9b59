import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { test } from 'node:test'
import { generateDrizzleJson, generateMigration } from 'drizzle-kit/api'
import * as schema from '../src/schema.ts'

const meta = new URL('../migrations/meta/', import.meta.url)

test('every schema change has a migration', async () => {
  const journal = JSON.parse(readFileSync(new URL('_journal.json', meta), 'utf8'))
  const newest = `${journal.entries.at(-1).tag.slice(0, 4)}_snapshot.json`
  assert.equal(
    readdirSync(meta)
      .filter((file) => file.endsWith('_snapshot.json'))
      .toSorted()
      .at(-1),
    newest,
    'the newest migration has a snapshot (npx drizzle-kit generate)',
  )
  const snapshot = JSON.parse(readFileSync(new URL(newest, meta), 'utf8'))
  assert.deepEqual(await generateMigration(snapshot, generateDrizzleJson({ ...schema }, snapshot.id)), [])
})
