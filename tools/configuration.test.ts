/** docs/configuration.md lists exactly the variables that each program reads, with their defaults. */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { variables as ofRelay } from '../apps/relay/src/config.ts'
import { variables as ofServer } from '../apps/server/src/config.ts'
import { paymentVariables } from '../packages/core/src/payment-settings.ts'
import { root } from './apps.ts'

const read = (path: string) => readFileSync(join(root, path), 'utf8')
const chapters = new Map(
  read('docs/configuration.md')
    .split(/^## /m)
    .map((chapter) => [chapter.split('\n', 1)[0] ?? '', chapter]),
)

/** The table of a chapter, as a map from variable to default, '' if there is none. */
function documented(chapter: string): Map<string, string> {
  const rows = (chapters.get(chapter) ?? '').matchAll(/^\| `([A-Z_]+)` *\| (?:`([^`]*)`)? *\|/gm)
  return new Map([...rows].map(([, name = '', value = '']) => [name, value]))
}

interface Variable {
  safeParse(value: unknown): { success: boolean; data?: unknown }
}

function assertDocumented(chapter: string, shape: Record<string, Variable>): void {
  const rows = documented(chapter)
  assert.deepEqual([...rows.keys()].sort(), Object.keys(shape).sort())
  for (const [name, variable] of Object.entries(shape)) {
    const value = rows.get(name) || undefined
    assert.deepEqual(variable.safeParse(value), variable.safeParse(undefined), `the default of ${name} is not ${value}`)
  }
}

test('the documented variables of the server are complete and have the right defaults', () =>
  assertDocumented('server', ofServer.shape))

test('the documented variables of the relay are complete and have the right defaults', () =>
  assertDocumented('relay', ofRelay.shape))

test('the documented variables of the storefront are complete and have the right defaults', () => {
  // Parsed as text: only Next can load this file.
  const source = read('apps/web/src/config.ts')
  const names = [...source.matchAll(/^ {2}([A-Z_]+): .*?(?:\.default\((\d+)\))?,$/gm)]
  assert.deepEqual(documented('storefront'), new Map(names.map(([, name = '', value = '']) => [name, value])))
})

test('the documented variables of npm start are complete', () => {
  const source = read('tools/settings.ts') + read('packages/stack/src/environment.ts')
  const names = new Set([...source.matchAll(/env\.([A-Z_]+)/g)].map(([, name]) => name))
  // Used by tests only.
  names.delete('HOURGLASS_TEST_POSTGRES')
  assert.deepEqual([...documented('npm start').keys()].sort(), [...names].sort())
})

test('the documented variables of the commands are complete', () => {
  const source = ['apps/cli/src/stores.ts', 'apps/cli/src/variables.ts', 'tools/verify/conformance/main.ts']
    .map(read)
    .join('')
  const named = [...source.matchAll(/(?:env\.|\{ )([A-Z_]{3,})/g)].map(([, name]) => name)
  const names = new Set([...named, ...Object.keys(paymentVariables)])
  assert.deepEqual([...documented('commands').keys()].sort(), [...names].sort())
})

test('each program reads the environment in one place', () => {
  for (const app of ['server', 'relay']) {
    const main = read(`apps/${app}/src/serve.ts`)
    assert.deepEqual(
      main.match(/process\.env[^)]*/g),
      ['process.env'],
      `apps/${app}/src/serve.ts reads more than its configuration`,
    )
  }
})
