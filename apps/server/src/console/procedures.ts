import type { OperatorView, Outcome } from '@hourglass/core/contract'
import { type Caller, type Looker, ledgerRefusal } from '@hourglass/core/operations'
import { initTRPC } from '@trpc/server'
import type { z } from 'zod'
import { runAudited } from '../rest/audit.ts'
import { runIdempotent } from '../rest/idempotency.ts'
import type { OperationRoute } from '../routes/route.ts'
import type { System } from '../system/system.ts'
import { type Exchange, inputFor, inputRefusal, sentBy, unwrap, withProblem } from '../trpc/problems.ts'

export interface ConsoleContext extends Exchange {
  system: System
  /** The operator, checked on each call; a refusal when there is none. */
  operator(): Promise<Outcome<Caller>>
  /** The same for looking, also while the ledger is away. */
  looker(): Promise<Outcome<Caller & Partial<Looker>>>
  signIn(input: unknown): Promise<Outcome<OperatorView>>
  signOut(): Promise<Outcome<null>>
}

/** The name of a console user in the log of operators. */
export const actorOf = ({ partner, keyId }: Caller): string => `console ${partner} ${keyId}`

export const t = initTRPC.context<ConsoleContext>().create({ errorFormatter: withProblem })

/**
 * A procedure for callers with the admin scope. An `operator` may act; a `looker` only reads, and is let in on an earlier check while
 * the ledger is away.
 */
const admitted = <Input extends z.ZodObject>(
  who: 'operator' | 'looker',
  { input, audit }: Pick<OperationRoute<Input>, 'input' | 'audit'>,
) =>
  t.procedure
    .use(async ({ ctx, next, getRawInput }) => {
      const by: Caller & Partial<Looker> = unwrap(await ctx[who]())
      const given = await sentBy(getRawInput)
      const entry = { actor: actorOf(by), traceId: ctx.traceId, input: given }
      const result = await next({ ctx: { by, given, entry } })
      const refused = result.ok ? null : inputRefusal(input, given, result.error)
      // What an operator tries with a wrong input is in the log too.
      if (refused) unwrap(await runAudited(ctx.ctx, { audit }, entry, async () => refused))
      return result
    })
    .input(inputFor(input))

export const looking = <Input extends z.ZodObject>(input: Input) => admitted('looker', { input })

export const read = <Input extends z.ZodObject, Value>({
  input,
  operation,
}: Pick<OperationRoute<Input, Value>, 'input' | 'operation'>) =>
  looking(input).query(async ({ ctx }) => unwrap(await operation(ctx.ctx, ctx.given).catch(ledgerRefusal)))

type Change<Input extends z.ZodObject, Value> = Pick<
  OperationRoute<Input, Value>,
  'input' | 'operation' | 'audit' | 'idempotent' | 'kept'
>

/** Written to the log of operators, and done once for the request's Idempotency-Key, unless its answer may not be stored. */
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
