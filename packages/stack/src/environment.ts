import { StackError } from './stack-error.ts'

/** `auto`: the native server if one is on PATH, else the embedded one. */
export type RedisPreference = 'auto' | 'native' | 'wasm'

/** Reads `HOURGLASS_REDIS`; default `auto`. Throws `StackError` for an unknown value. */
export function redisPreference(): RedisPreference {
  const value = process.env.HOURGLASS_REDIS || 'auto'
  if (value === 'auto' || value === 'native' || value === 'wasm') return value
  throw new StackError(`HOURGLASS_REDIS is "${value}": set it to native, wasm or auto.`)
}

/** `HOURGLASS_TEST_POSTGRES`: URL of the maintenance database of the cluster that a test run shares. */
export function testPostgresUrl(): string | undefined {
  return process.env.HOURGLASS_TEST_POSTGRES || undefined
}
