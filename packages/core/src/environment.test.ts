import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { z } from 'zod'
import { readEnvironment } from './environment.ts'

const variables = z.object({ URL: z.string({ error: 'is missing' }), PORT: z.coerce.number().default(1) })
const folder = mkdtempSync(join(tmpdir(), 'hourglass-environment-'))
after(() => rmSync(folder, { recursive: true }))

function file(content: string): string {
  const path = join(folder, 'secret')
  writeFileSync(path, content)
  return path
}

test('a variable is read from the file that NAME_FILE names, without the line break at its end', () => {
  for (const content of ['a b', 'a b\n', 'a b\r\n'])
    assert.deepEqual(readEnvironment(variables, { URL_FILE: file(content) }), { URL: 'a b', PORT: 1 })
  assert.deepEqual(readEnvironment(variables, { URL_FILE: file('x'), URL: '' }), { URL: 'x', PORT: 1 })
  assert.deepEqual(readEnvironment(variables, { URL: 'x', URL_FILE: '' }), { URL: 'x', PORT: 1 })
})

test('a variable that is set twice, or whose file cannot be read, is refused by name', () => {
  assert.throws(
    () => readEnvironment(variables, { URL: 'x', URL_FILE: file('x') }),
    /^Error: URL and URL_FILE are both/,
  )
  assert.throws(() => readEnvironment(variables, { URL_FILE: join(folder, 'none') }), /^Error: URL_FILE cannot be read/)
  assert.throws(() => readEnvironment(variables, { URL_FILE: folder }), /^Error: URL_FILE cannot be read/)
})

test('a program does not read files that other programs are given', () => {
  assert.deepEqual(readEnvironment(variables, { URL: 'x', SSL_CERT_FILE: '/none' }), { URL: 'x', PORT: 1 })
})

test('every missing or invalid variable is named', () => {
  assert.throws(() => readEnvironment(variables, { PORT: 'x' }), /URL is missing\nPORT /)
})
