import { type Outcome, type Role, refuse } from '@hourglass/core/contract'
import { contextOfMerchant, ledgerRefusal } from '@hourglass/core/operations'
import { initTRPC } from '@trpc/server'
import type { z } from 'zod'
import { runAudited } from '../rest/audit.ts'
import { runIdempotent } from '../rest/idempotency.ts'
import type { OperationRoute } from '../routes/route.ts'
import type { System } from '../system/system.ts'
import { type Exchange, inputFor, inputRefusal, sentBy, unwrap, withProblem } from '../trpc/problems.ts'
import { isAllowed, type Operator } from './operators.ts'

export interface ConsoleContext extends Exchange {
  system: System
  /** Whether this server has the development mailbox. */
  mailbox: boolean
  /** The operator, checked on each call, or a refusal. */
  operator(): Promise<Outcome<Operator>>
  /** The same for reads, which also work during a database outage. */
  reader(): Promise<Outcome<Operator>>
}

export const t = initTRPC.context<ConsoleContext>().create({ errorFormatter: withProblem })

/** Who may use a procedure: operators with at least this role, or also merchants, for their own sales. */
export type Allowed = Exclude<Role, 'merchant'> | `${Exclude<Role, 'merchant'>} or merchant`

/**
 * A procedure for those who are allowed. Those that only read run during a database outage, too, on the strength of an earlier
 * check. A merchant's context has its own sales only, whatever the procedure does.
 */
const admitted = <Input extends z.ZodObject>(
  allowed: Allowed,
  { input, audit }: Pick<OperationRoute<Input>, 'input' | 'audit'>,
  check: 'reader' | 'operator',
) =>
  t.procedure
    .use(async ({ ctx, next, getRawInput }) => {
      const by = unwrap(await ctx[check]())
      const given = await sentBy(getRawInput)
      const entry = { actor: by.actor, traceId: ctx.traceId, input: given }
      if (!isAllowed(by, allowed))
        unwrap(await runAudited(ctx.ctx, { audit }, entry, async () => refuse('role_missing')))
      const own = by.role === 'merchant' ? contextOfMerchant(ctx.ctx, by.actor) : ctx.ctx
      const result = await next({ ctx: { by, given, entry, ctx: own } })
      const refused = result.ok ? null : inputRefusal(input, given, result.error)
      // Attempts with invalid input are in the audit log, too.
      if (refused) unwrap(await runAudited(ctx.ctx, { audit }, entry, async () => refused))
      return result
    })
    .input(inputFor(input))

export const readOnly = <Input extends z.ZodObject>(input: Input, allowed: Allowed = 'viewer') =>
  admitted(allowed, { input }, allowed === 'owner' ? 'operator' : 'reader')

export const read = <Input extends z.ZodObject, Value>(
  { input, operation }: Pick<OperationRoute<Input, Value>, 'input' | 'operation'>,
  allowed: Allowed = 'viewer',
) => readOnly(input, allowed).query(async ({ ctx }) => unwrap(await operation(ctx.ctx, ctx.given).catch(ledgerRefusal)))

type Change<Input extends z.ZodObject, Value> = Pick<
  OperationRoute<Input, Value>,
  'input' | 'operation' | 'audit' | 'idempotent' | 'redacted'
>

/** An audited mutation. It runs once per Idempotency-Key unless its response must not be stored. */
export const change = <Input extends z.ZodObject, Value>(route: Change<Input, Value>, allowed: Allowed = 'operator') =>
  admitted(allowed, route, 'operator').mutation(async ({ ctx, path }) => {
    const { by, given, entry, onReplay } = ctx
    const request = {
      key: route.idempotent === false ? undefined : ctx.key,
      principal: `console:${by.actor}`,
      called: path,
      input: given,
      onReplay,
    }
    return unwrap(
      await runIdempotent(ctx.ctx, route, request, (scoped) =>
        runAudited(scoped, route, entry, () => route.operation(scoped, given)),
      ),
    )
  })
