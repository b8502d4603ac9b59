import { type Outcome, type Role, refuse } from '@hourglass/core/contract'
import { ledgerRefusal } from '@hourglass/core/operations'
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

/**
 * A procedure for operators with at least this role. A viewer's procedures only read, and during a database outage they run on the
 * strength of an earlier check.
 */
const admitted = <Input extends z.ZodObject>(
  role: Role,
  { input, audit }: Pick<OperationRoute<Input>, 'input' | 'audit'>,
) =>
  t.procedure
    .use(async ({ ctx, next, getRawInput }) => {
      const by = unwrap(await (role === 'viewer' ? ctx.reader() : ctx.operator()))
      const given = await sentBy(getRawInput)
      const entry = { actor: by.actor, traceId: ctx.traceId, input: given }
      if (!isAllowed(by, role)) unwrap(await runAudited(ctx.ctx, { audit }, entry, async () => refuse('role_missing')))
      const result = await next({ ctx: { by, given, entry } })
      const refused = result.ok ? null : inputRefusal(input, given, result.error)
      // Attempts with invalid input are in the audit log, too.
      if (refused) unwrap(await runAudited(ctx.ctx, { audit }, entry, async () => refused))
      return result
    })
    .input(inputFor(input))

export const readOnly = <Input extends z.ZodObject>(input: Input, role: Role = 'viewer') => admitted(role, { input })

export const read = <Input extends z.ZodObject, Value>(
  { input, operation }: Pick<OperationRoute<Input, Value>, 'input' | 'operation'>,
  role: Role = 'viewer',
) => readOnly(input, role).query(async ({ ctx }) => unwrap(await operation(ctx.ctx, ctx.given).catch(ledgerRefusal)))

type Change<Input extends z.ZodObject, Value> = Pick<
  OperationRoute<Input, Value>,
  'input' | 'operation' | 'audit' | 'idempotent' | 'redacted'
>

/** An audited mutation. It runs once per Idempotency-Key unless its response must not be stored. */
export const change = <Input extends z.ZodObject, Value>(
  route: Change<Input, Value>,
  role: 'operator' | 'owner' = 'operator',
) =>
  admitted(role, route).mutation(async ({ ctx, path }) => {
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
