import type { Statement } from '@hourglass/db'
import { sql } from 'drizzle-orm'
import * as held from '../../../src/ledger/held.sql.ts'
import type { Context } from '../../../src/operations/index.ts'
import type { PaymentProvider } from '../../../src/operations/payment/provider.ts'
import { type Fault, withFaults } from '../../faults.ts'

type Change = (call: PaymentProvider, ctx: Context) => { [Call in keyof PaymentProvider]?: Fault }

/** How a server is wrong about its provider. */
const PROVIDERS = {
  'the provider is not asked whether an order was paid': (provider) => ({
    read: () => async (ref) => ({ ...(await provider.read(ref)), status: 'authorized' }),
  }),
  'money is captured before the units are given': (provider) => ({
    read: () => async (ref) => {
      const { status } = await provider.read(ref)
      return status === 'authorized' ? provider.capture(ref) : provider.read(ref)
    },
  }),
  'money that is late stays reserved': (provider) => ({
    release: () => async (ref) => ({ ...(await provider.read(ref)), status: 'canceled' }),
  }),
  'the amount that was paid is not compared': (provider, { db }) => ({
    read: () => async (ref) => {
      const { rows } = await db.execute<{ amount: number }>(
        sql`SELECT amount::float8 AS amount FROM payments WHERE ref = ${ref}`,
      )
      return { ...(await provider.read(ref)), amount: rows[0]?.amount ?? 0 }
    },
  }),
  'a repeated refund has another key': (provider, { newId }) => ({
    refund: () => (ref, refund) => provider.refund(ref, { ...refund, key: newId() }),
  }),
} satisfies Record<string, Change>

/** A guard that a statement of the ledger lacks. */
const STATEMENTS = {
  'an order is decided twice': {
    statement: held.settleHeld,
    find: `NOT IN ('active', 'processing', 'awaiting_payment')`,
    replace: `NOT IN ('active', 'processing', 'awaiting_payment', 'expired', 'canceled')`,
  },
} satisfies Record<string, { statement: Statement; find: string; replace: string }>

export type Mutant = keyof typeof PROVIDERS | keyof typeof STATEMENTS

/** Mutants: each removes one guard, to show that the simulation detects it. */
export const mutants = [...Object.keys(PROVIDERS), ...Object.keys(STATEMENTS)] as Mutant[]

/** The server as the mutant makes it. */
export function mutated(mutant: Mutant | undefined, ctx: Context): Context {
  const change: Change | undefined = mutant && (PROVIDERS as Record<string, Change>)[mutant]
  return change && ctx.payments ? withFaults(ctx, { payments: change(ctx.payments, ctx) }) : ctx
}

/** Runs work while the statement lacks its guard. Sessions must be opened by the work. @throws if the guard has moved */
export async function without<T>(mutant: Mutant | undefined, work: () => Promise<T>): Promise<T> {
  const edit = mutant && (STATEMENTS as Record<string, { statement: Statement; find: string; replace: string }>)[mutant]
  if (!edit) return work()
  const { statement, find, replace } = edit
  const { text } = statement
  if (!text.includes(find)) throw new Error(`mutant ${mutant}: text to replace not found in ${statement.name}`)
  statement.text = text.replaceAll(find, () => replace)
  try {
    return await work()
  } finally {
    statement.text = text
  }
}
