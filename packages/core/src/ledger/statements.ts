import { readFileSync } from 'node:fs'
import type { Statement } from './transaction.ts'

const names = [
  'claim-keys',
  'claim-orders',
  'commit-purchases',
  'commit-takes',
  'end-claims',
  'expire-holds',
  'forget-cart',
  'lock-cart',
  'lock-held',
  'lock-rows',
  'put-cart-line',
  'read-active-holds',
  'read-cart',
  'read-checkouts',
  'read-holds',
  'read-items',
  'read-orders',
  'record-attempts',
  'remove-cart-lines',
  'settle-held',
  'void-holds',
  'void-orders',
] as const

export type Statements = Record<(typeof names)[number], Statement>

/** Reads the SQL files beside this one. `named`: whether they may be prepared under their names. */
export function readStatements(named = true): Statements {
  const read = (name: string): Statement => ({
    ...(named && { name }),
    text: readFileSync(new URL(`./${name}.sql`, import.meta.url), 'utf8'),
  })
  return Object.fromEntries(names.map((name) => [name, read(name)])) as Statements
}
