import { schema } from '@hourglass/db'
import { type Outcome, ok, refuse, webhookInput } from '../../contract/index.ts'
import type { Context } from '../runtime/context.ts'
import { parse } from '../runtime/parse.ts'
import { isOwn } from './views.ts'

const { webhooks } = schema

/** Removes a webhook. A delivery in flight completes. The delivery log is pruned later. */
export async function removeWebhook(ctx: Context, principal: string, raw: unknown): Promise<Outcome<{ id: string }>> {
  const input = parse(webhookInput, raw)
  if (!input.ok) return input
  const [removed] = await ctx.db.delete(webhooks).where(isOwn(principal, input.value.id)).returning({ id: webhooks.id })
  return removed ? ok(removed) : refuse('webhook_not_found')
}
