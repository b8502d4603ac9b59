import { schema } from '@hourglass/db'
import { desc, eq } from 'drizzle-orm'
import { type Outcome, type OwnedWebhookView, ok, PAGE_ITEMS_MAX, webhookInput } from '../../contract/index.ts'
import type { Context } from '../runtime/context.ts'
import { webhookView } from '../webhook/views.ts'

const { webhooks } = schema

/** The newest webhooks of all principals. */
export async function listAllWebhooks({ db }: Pick<Context, 'db'>): Promise<Outcome<{ webhooks: OwnedWebhookView[] }>> {
  const rows = await db.select().from(webhooks).orderBy(desc(webhooks.id)).limit(PAGE_ITEMS_MAX)
  return ok({ webhooks: rows.map((row) => ({ ...webhookView(row), principal: row.principal })) })
}

/** A principal without webhooks: operations still validate their input, then find nothing. */
const NOBODY = ''

/** Runs an operation on any webhook on behalf of its owner, for operators. */
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
