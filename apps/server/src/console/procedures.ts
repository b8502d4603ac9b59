import type { OperatorView, Outcome } from '@hourglass/core/contract'
import {
  type Caller,
  type Context,
  type Kept,
  type Looker,
  ledgerRefusal,
  onRecord,
  placeOf,
} from '@hourglass/core/operations'
import { initTRPC } from '@trpc/server'
import type { MachineRoom } from '../machine-room/machine-room.ts'
import { type Exchange, onceForKey, raw, unwrap, withProblem } from '../trpc/problems.ts'
import { actorOf } from './actor.ts'

export interface ConsoleContext extends Exchange {
  machine: MachineRoom
  /** Who operates, asked anew; a refusal when nobody does. */
  operator(): Promise<Outcome<Caller>>
  /** The same for looking, also while the ledger is away. */
  looker(): Promise<Outcome<Caller & Partial<Looker>>>
  signIn(input: unknown): Promise<Outcome<OperatorView>>
  signOut(): Promise<Outcome<null>>
}

export const t = initTRPC.context<ConsoleContext>().create({ errorFormatter: withProblem })

/** For whoever has the admin scope, and nobody else. */
export const operating = t.procedure.use(async ({ ctx, next }) => {
  const operator = unwrap(await ctx.operator())
  return next({ ctx: { ...ctx, by: operator } })
})

/** The same, who only looks: who was let in before may look on while the ledger is away. */
export const looking = t.procedure.use(async ({ ctx, next }) => {
  const looker = unwrap(await ctx.looker())
  return next({ ctx: { ...ctx, by: looker } })
})

type Operation<T> = (ctx: Context, input: unknown) => Promise<Outcome<T>>

export const read = <Input, T>(operation: Operation<T>) =>
  looking
    .input(raw<Input>())
    .query(async ({ ctx, input }) => unwrap(await operation(ctx.ctx, input).catch(ledgerRefusal)))

interface Change<T> {
  /** As the log of operators names it, such as `sale.pause`, and the member of the input that it is done to. */
  action: string
  subject: string
  /** The subject is a URL, which may carry secrets. */
  isUrl?: boolean
  /** Its answer has a secret that is shown once, and is not to be kept for an Idempotency-Key. */
  secret?: boolean
  /** Its answer has a secret that can be found again. */
  kept?: Kept<T>
}

/** On record, and done once for the request's Idempotency-Key, if it has one. */
export const change = <Input, T>(
  operation: Operation<T>,
  { action, subject, isUrl = false, secret = false, kept }: Change<T>,
) =>
  operating.input(raw<Input>()).mutation(({ ctx, input, path }) => {
    const name = named(input, subject)
    const entry = { actor: actorOf(ctx.by), action, subject: isUrl ? placeOf(name) : name, traceId: ctx.traceId }
    const run = (within: Context) => onRecord(within, entry, () => operation(within, input)).catch(ledgerRefusal)
    const exchange = secret ? { ...ctx, key: undefined } : ctx
    return onceForKey(exchange, { principal: `console:${ctx.by.keyId}`, path, input, kept }, run)
  })

function named(input: unknown, member: string): string {
  const value: unknown = typeof input === 'object' && input !== null ? Reflect.get(input, member) : undefined
  return typeof value === 'string' || typeof value === 'number' ? String(value) : ''
}
