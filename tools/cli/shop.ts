import { randomUUIDv7 } from 'node:crypto'
import { userInfo } from 'node:os'
import { isAbsolute, join } from 'node:path'
import type { Outcome } from '@hourglass/core/contract'
import { type Context, onRecord } from '@hourglass/core/operations'
import { createDatabase } from '@hourglass/db'
import { runningDatabaseUrl, StackError } from '@hourglass/stack'
import { root } from '../apps.ts'

/** As much of a server's context as a command needs. */
export type Shop = Pick<Context, 'db' | 'newId' | 'log'>

/** Lends a command the shop's database. @throws StackError when there is none */
export async function withShop<T>(env: NodeJS.ProcessEnv, work: (shop: Shop) => Promise<T>): Promise<T> {
  const folder = env.HOURGLASS_DATA || '.data'
  const url = env.DATABASE_URL || (await runningDatabaseUrl(isAbsolute(folder) ? folder : join(root, folder)))
  const db = createDatabase(url, { max: 1, name: 'hourglass-command' })
  const log = { info() {}, warn: tell, error: tell }
  try {
    return await work({ db, newId: randomUUIDv7, log })
  } finally {
    await db.$client.end()
  }
}

const tell = (fields: object, message: string): void => console.error(message, fields)

/** What an operator does, on record, under the name of whoever is at the terminal. @throws StackError with what is refused */
export async function act<T>(shop: Shop, action: string, subject: string, run: () => Promise<Outcome<T>>): Promise<T> {
  return valueFrom(await onRecord(shop, { actor: `command ${userInfo().username}`, action, subject }, run))
}

/** @throws StackError with what is refused */
export function valueFrom<T>(outcome: Outcome<T>): T {
  if (outcome.ok) return outcome.value
  throw new StackError(`${outcome.code}${outcome.detail ? `: ${outcome.detail}` : ''}`)
}
