import { schema } from '@hourglass/db'
import { eq } from 'drizzle-orm'
import type { Outcome } from '../../contract/index.ts'
import type { Context } from '../runtime/context.ts'
import { storableText } from '../runtime/storable.ts'

const { operatorActions } = schema

/** Longest of what is kept of a subject, in UTF-16 code units. */
const SUBJECT_CHARS_MAX = 200

/** What an operator does. */
export interface Action {
  /** `open` without a key, else the key that was used, or who ran a command. */
  actor: string
  /** Such as `sale.pause`. */
  action: string
  subject: string
  traceId?: string
}

/** A URL as a subject: it may carry secrets in its user, path and query, so that of it only the place is named. */
export function placeOf(url: string): string {
  const { protocol, host } = URL.parse(url) ?? {}
  return host ? `${protocol}//${host}/…` : 'no URL'
}

/** Runs what an operator does once it is in the log, and adds what came of it. What cannot be logged is not done. */
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
        ctx.log.warn({ actor, action, error: String(error) }, 'what came of an action could not be logged'),
      )
  const outcome = await run().catch(async (error) => {
    await end('failed')
    throw error
  })
  await end(outcome.ok ? 'ok' : outcome.code)
  const came = outcome.ok ? 'ok' : outcome.code
  ctx.log.info(
    { event: 'operator.acted', actor, action, subject: entry.subject, outcome: came },
    'an operator has acted',
  )
  return outcome
}
