import { schema } from '@hourglass/db'
import { desc, eq } from 'drizzle-orm'
import { type Outcome, type OwnedWebhookView, ok, PAGE_ITEMS_MAX, webhookInput } from '../../contract/index.ts'
import type { Context } from '../runtime/context.ts'
import { webhookView } from '../webhook/views.ts'

const { webhooks } = schema

/** The newest webhooks, whosever they are. */
export async function listAllWebhooks({ db }: Pick<Context, 'db'>): Promise<Outcome<{ webhooks: OwnedWebhookView[] }>> {
  const rows = await db.select().from(webhooks).orderBy(desc(webhooks.id)).limit(PAGE_ITEMS_MAX)
  return ok({ webhooks: rows.map((row) => ({ ...webhookView(row), principal: row.principal })) })
}

/** Owns no webhook: an operation that is run in its name refuses a wrong input, and finds nothing otherwise. */
const NOBODY = ''

/** An operation on one's own webhook, done by an operator in the name of whosever it is. */
export const onAnyWebhook =
  <T, Ctx extends Pick<Context, 'db'>>(operation: (ctx: Ctx, principal: string, raw: unknown) => Promise<Outcome<T>>) =>
  async (ctx: Ctx, raw: unknown): Promise<Outcome<T>> => {
    const { id } = Object(raw) as { id?: unknown }
    const input = webhookInput.safeParse({ id })
    const [owner] = input.success
      ? await ctx.db.select({ principal: webhooks.principal }).from(webhooks).where(eq(webhooks.id, input.data.id))
      : []
    return operation(ctx, owner?.principal ?? NOBODY, raw)
  }
