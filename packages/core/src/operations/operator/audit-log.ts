import { schema } from '@hourglass/db'
import { eq } from 'drizzle-orm'
import type { Outcome } from '../../contract/index.ts'
import type { Context } from '../runtime/context.ts'
import { storableText } from '../runtime/storable.ts'

const { operatorActions } = schema

/** Longest stored subject, in UTF-16 code units. */
const SUBJECT_CHARS_MAX = 200

/** An operator's action. */
export interface Action {
  /** `open` without a key, else the key that was used or the user who ran the command. */
  actor: string
  /** Such as `sale.pause`. */
  action: string
  subject: string
  traceId?: string
}

/** A URL as the subject of an action, reduced to protocol and host: user, path and query can contain secrets. */
export function placeOf(url: string): string {
  const { protocol, host } = URL.parse(url) ?? {}
  return host ? `${protocol}//${host}/…` : 'no URL'
}

/** Writes an operator's action to the audit log, runs it, then adds the outcome. If the first write fails, the action does not run. */
export async function withAuditLog<T>(
  ctx: Pick<Context, 'db' | 'log'>,
  { actor, action, subject, traceId }: Action,
  run: () => Promise<Outcome<T>>,
): Promise<Outcome<T>> {
  const entry = { actor, action, subject: storableText(subject, SUBJECT_CHARS_MAX), traceId: traceId ?? null }
  const [row] = await ctx.db.insert(operatorActions).values(entry).returning({ id: operatorActions.id })
  const end = (outcome: string) =>
    ctx.db
      .update(operatorActions)
      .set({ outcome })
      .where(eq(operatorActions.id, row?.id ?? 0))
      .catch((error) =>
        ctx.log.warn({ actor, action, error: String(error) }, 'outcome of operator action not recorded'),
      )
  const outcome = await run().catch(async (error) => {
    await end('failed')
    throw error
  })
  await end(outcome.ok ? 'ok' : outcome.code)
  const result = outcome.ok ? 'ok' : outcome.code
  ctx.log.info({ event: 'operator.acted', actor, action, subject: entry.subject, outcome: result }, 'operator action')
  return outcome
}
