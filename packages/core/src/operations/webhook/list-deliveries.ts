import { schema } from '@hourglass/db'
import { and, desc, eq, lt } from 'drizzle-orm'
import { type DeliveriesView, deliveriesInput, type Outcome, ok } from '../../contract/index.ts'
import type { Context } from '../runtime/context.ts'
import { parse } from '../runtime/parse.ts'
import { deliveryView, findWebhook } from './views.ts'

const { webhookDeliveries } = schema

/** The delivery log, newest first. `cursor`: the last id of the previous page. */
export async function listDeliveries(ctx: Context, principal: string, raw: unknown): Promise<Outcome<DeliveriesView>> {
  const input = parse(deliveriesInput, raw)
  if (!input.ok) return input
  const { id, cursor, limit } = input.value
  const found = await findWebhook(ctx, principal, { id })
  if (!found.ok) return found
  const rows = await ctx.db
    .select()
    .from(webhookDeliveries)
    .where(
      and(eq(webhookDeliveries.webhookId, id), cursor === undefined ? undefined : lt(webhookDeliveries.id, cursor)),
    )
    .orderBy(desc(webhookDeliveries.id))
    .limit(limit + 1)
  const page = rows.slice(0, limit)
  return ok({
    deliveries: page.map(deliveryView),
    next_cursor: rows.length > limit ? (page.at(-1)?.id ?? null) : null,
  })
}
