import { schema } from '@hourglass/db'
import { and, eq, type SQL } from 'drizzle-orm'
import { no, type Outcome, webhookInput, yes } from '../../contract/index.ts'
import type { Context } from '../runtime/context.ts'
import { parse } from '../runtime/parse.ts'
import type { WebhookRow } from './views.ts'

const { webhooks } = schema

/** One's own webhook of that id, and no other's. */
export const isOwn = (principal: string, id: string): SQL | undefined =>
  and(eq(webhooks.principal, principal), eq(webhooks.id, id))

export async function findWebhook(ctx: Context, principal: string, raw: unknown): Promise<Outcome<WebhookRow>> {
  const input = parse(webhookInput, raw)
  if (!input.ok) return input
  const [row] = await ctx.db.select().from(webhooks).where(isOwn(principal, input.value.id))
  return row ? yes(row) : no('webhook_not_found')
}
