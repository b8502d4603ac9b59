import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { variables as ofRelay } from '../apps/relay/src/config.ts'
import { variables as ofServer } from '../apps/server/src/config.ts'
import { root } from './apps.ts'

// biome-ignore lint/suspicious/noExplicitAny: YAML has no types
export type Yaml = any

export const read = (path: string): string => readFileSync(join(root, path), 'utf8')

type Settings = Record<string, string>

/** Fails when a program does not know one of the variables or refuses its value. Empty variables count as unset. */
export function assertAccepts(program: string, env: Settings): void {
  if (program === 'web') {
    assertNamed(env)
    return
  }
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''))
  const { success, error } = (program === 'server' ? ofServer : ofRelay).strict().safeParse(given)
  assert.ok(success, String(error))
}

/** The storefront's variables, read as text: only Next can load its configuration. */
function assertNamed(env: Settings): void {
  const known = [...read('apps/web/src/config.ts').matchAll(/^ {2}([A-Z_]+): /gm)].map(([, name]) => name)
  assert.deepEqual(
    Object.keys(env).filter((name) => !known.includes(name)),
    [],
  )
}
