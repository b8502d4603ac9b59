import { StackError } from './stack-error.ts'

/** `auto`: a server on PATH if there is one, else the embedded one. */
export type RedisPreference = 'auto' | 'native' | 'wasm'

/** `HOURGLASS_REDIS`; `auto` when it is not set. Throws `StackError` for any other word. */
export function redisPreference(): RedisPreference {
  const word = process.env.HOURGLASS_REDIS || 'auto'
  if (word === 'auto' || word === 'native' || word === 'wasm') return word
  throw new StackError(`HOURGLASS_REDIS is "${word}": set it to native, wasm or auto.`)
}

/** `HOURGLASS_TEST_POSTGRES`: the maintenance database of a cluster that serves a whole test run. */
export function testPostgresUrl(): string | undefined {
  return process.env.HOURGLASS_TEST_POSTGRES || undefined
}
