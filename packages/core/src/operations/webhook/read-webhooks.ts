import { schema } from '@hourglass/db'
import { desc, eq } from 'drizzle-orm'
import { type Outcome, ok, WEBHOOKS_MAX, type WebhookView } from '../../contract/index.ts'
import type { Context } from '../runtime/context.ts'
import { findWebhook, webhookView } from './views.ts'

const { webhooks } = schema

/** All webhooks of a principal, newest first. The limit per principal fits one page. */
export async function listWebhooks(ctx: Context, principal: string): Promise<Outcome<{ webhooks: WebhookView[] }>> {
  const rows = await ctx.db
    .select()
    .from(webhooks)
    .where(eq(webhooks.principal, principal))
    .orderBy(desc(webhooks.id))
    .limit(WEBHOOKS_MAX)
  return ok({ webhooks: rows.map(webhookView) })
}

export async function readWebhook(ctx: Context, principal: string, raw: unknown): Promise<Outcome<WebhookView>> {
  const found = await findWebhook(ctx, principal, raw)
  return found.ok ? ok(webhookView(found.value)) : found
}
