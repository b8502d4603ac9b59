import { schema } from '@hourglass/db'
import { type Outcome, ok, refuse, type WebhookView, webhookInput } from '../../contract/index.ts'
import type { Context } from '../runtime/context.ts'
import { parse } from '../runtime/parse.ts'
import { isOwn, webhookView } from './views.ts'

const { webhooks } = schema

/** Enables a disabled webhook, starting with the next event. Missed events can be replayed. */
export async function enableWebhook(ctx: Context, principal: string, raw: unknown): Promise<Outcome<WebhookView>> {
  const input = parse(webhookInput, raw)
  if (!input.ok) return input
  const [row] = await ctx.db
    .update(webhooks)
    .set({ status: 'enabled', disabledReason: null, failingSince: null })
    .where(isOwn(principal, input.value.id))
    .returning()
  return row ? ok(webhookView(row)) : refuse('webhook_not_found')
}
