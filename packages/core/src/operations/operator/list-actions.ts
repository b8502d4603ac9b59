import { schema } from '@hourglass/db'
import { desc, eq, lt } from 'drizzle-orm'
import { type ActionsView, actionsInput, type Outcome, ok, PAGE_ITEMS_DEFAULT } from '../../contract/index.ts'
import type { Context } from '../runtime/context.ts'
import { parse } from '../runtime/parse.ts'

const { accounts, operatorActions } = schema

/** The audit log, newest first. `cursor`: the last id of the previous page. */
export async function listActions(ctx: Pick<Context, 'db'>, raw: unknown): Promise<Outcome<ActionsView>> {
  const input = parse(actionsInput, raw)
  if (!input.ok) return input
  const { cursor } = input.value
  const rows = await ctx.db
    .select({ action: operatorActions, email: accounts.email })
    .from(operatorActions)
    .leftJoin(accounts, eq(accounts.id, operatorActions.actor))
    .where(cursor === undefined ? undefined : lt(operatorActions.id, cursor))
    .orderBy(desc(operatorActions.id))
    .limit(PAGE_ITEMS_DEFAULT + 1)
  const page = rows.slice(0, PAGE_ITEMS_DEFAULT)
  return ok({
    actions: page.map(({ action: { id, at, traceId, ...entry }, email }) => ({
      id: String(id),
      at: at.toISOString(),
      ...entry,
      email,
      trace_id: traceId,
    })),
    next_cursor: rows.length > page.length ? (page.at(-1)?.action.id ?? null) : null,
  })
}
