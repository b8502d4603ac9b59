import type { OperatorView, Outcome } from '@hourglass/core/contract'
import { type CachedCaller, type Caller, ledgerRefusal } from '@hourglass/core/operations'
import { initTRPC } from '@trpc/server'
import type { z } from 'zod'
import { runAudited } from '../rest/audit.ts'
import { runIdempotent } from '../rest/idempotency.ts'
import type { OperationRoute } from '../routes/route.ts'
import type { System } from '../system/system.ts'
import { type Exchange, inputFor, inputRefusal, sentBy, unwrap, withProblem } from '../trpc/problems.ts'

export interface ConsoleContext extends Exchange {
  system: System
  /** The operator, checked on each call, or a refusal. */
  operator(): Promise<Outcome<Caller>>
  /** The same for reads, which also work during a database outage. */
  reader(): Promise<Outcome<Caller & Partial<CachedCaller>>>
  signIn(input: unknown): Promise<Outcome<OperatorView>>
  signOut(): Promise<Outcome<null>>
}

/** The actor of a console user in the audit log. */
export const actorOf = ({ partner, keyId }: Caller): string => `console ${partner} ${keyId}`

export const t = initTRPC.context<ConsoleContext>().create({ errorFormatter: withProblem })

/**
 * A procedure for callers with the admin scope. An `operator` may change data. A `reader` only reads and, during a database outage, is
 * admitted on the strength of an earlier check.
 */
const admitted = <Input extends z.ZodObject>(
  role: 'operator' | 'reader',
  { input, audit }: Pick<OperationRoute<Input>, 'input' | 'audit'>,
) =>
  t.procedure
    .use(async ({ ctx, next, getRawInput }) => {
      const by: Caller & Partial<CachedCaller> = unwrap(await ctx[role]())
      const given = await sentBy(getRawInput)
      const entry = { actor: actorOf(by), traceId: ctx.traceId, input: given }
      const result = await next({ ctx: { by, given, entry } })
      const refused = result.ok ? null : inputRefusal(input, given, result.error)
      // Attempts with invalid input are in the audit log, too.
      if (refused) unwrap(await runAudited(ctx.ctx, { audit }, entry, async () => refused))
      return result
    })
    .input(inputFor(input))

export const readOnly = <Input extends z.ZodObject>(input: Input) => admitted('reader', { input })

export const read = <Input extends z.ZodObject, Value>({
  input,
  operation,
}: Pick<OperationRoute<Input, Value>, 'input' | 'operation'>) =>
  readOnly(input).query(async ({ ctx }) => unwrap(await operation(ctx.ctx, ctx.given).catch(ledgerRefusal)))

type Change<Input extends z.ZodObject, Value> = Pick<
  OperationRoute<Input, Value>,
  'input' | 'operation' | 'audit' | 'idempotent' | 'redacted'
>

/** An audited mutation. It runs once per Idempotency-Key unless its response must not be stored. */
export const change = <Input extends z.ZodObject, Value>(route: Change<Input, Value>) =>
  admitted('operator', route).mutation(async ({ ctx, path }) => {
    const { by, given, entry, onReplay } = ctx
    const request = {
      key: route.idempotent === false ? undefined : ctx.key,
      principal: `console:${by.keyId}`,
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
