import { generateKeyPairSync, randomBytes } from 'node:crypto'
import { schema } from '@hourglass/db'
import { eq, sql } from 'drizzle-orm'
import {
  type CreatedWebhookView,
  createWebhookInput,
  type Outcome,
  ok,
  refuse,
  WEBHOOKS_MAX,
} from '../../contract/index.ts'
import type { Context } from '../runtime/context.ts'
import type { Kept } from '../runtime/idempotency.ts'
import { parse } from '../runtime/parse.ts'
import { type Resolve, resolveHost, vetUrl } from './vet-url.ts'
import { webhookView } from './views.ts'

const { webhooks } = schema

/** Bytes of a secret: Standard Webhooks asks for 24 to 64. */
const SECRET_BYTES = 32

/**
 * A place to send events to, with keys of its own. The secret is in this answer and never again.
 * @param resolve how names are looked up; every connection will look again
 */
export async function createWebhook(
  ctx: Context,
  principal: string,
  raw: unknown,
  resolve: Resolve = resolveHost,
): Promise<Outcome<CreatedWebhookView>> {
  const input = parse(createWebhookInput, raw)
  if (!input.ok) return input
  const fault = await vetUrl(input.value.url, ctx.settings.webhookPrivateAddresses === true, resolve)
  if (fault) return refuseField('#/url', `url ${fault}`)

  const secret = `whsec_${randomBytes(SECRET_BYTES).toString('base64')}`
  const signingKey = generateKeyPairSync('ed25519').privateKey.export({ format: 'der', type: 'pkcs8' })
  const { url, types } = input.value
  const row = await ctx.db.transaction(async (tx) => {
    // Two that are created at once must not both be the last one allowed.
    await tx.execute(sql`SELECT pg_advisory_xact_lock(hashtextextended(${`webhooks of ${principal}`}, 0))`)
    if ((await tx.$count(webhooks, sql`${webhooks.principal} = ${principal}`)) >= WEBHOOKS_MAX) return null
    const [added] = await tx
      .insert(webhooks)
      .values({ id: ctx.requestId ?? ctx.newId(), principal, url, types, secret, signingKey })
      // Asked for again under the same id: what was made then, with its secret.
      .onConflictDoUpdate({ target: webhooks.id, set: { url } })
      .returning()
    return added ?? null
  })
  if (!row) return refuseField('#', `there may be ${WEBHOOKS_MAX} webhooks: remove one first`)
  return ok({ ...webhookView(row), secret: row.secret })
}

/** The secret lies where it signs, and nowhere else: a repeat finds it there, for as long as the webhook is. */
export const createdWebhook: Kept<CreatedWebhookView> = {
  without: ({ secret: _, ...webhook }) => webhook,
  async again(ctx, kept) {
    const webhook = kept as Omit<CreatedWebhookView, 'secret'>
    const [row] = await ctx.db.select({ secret: webhooks.secret }).from(webhooks).where(eq(webhooks.id, webhook.id))
    return row
      ? ok({ ...webhook, ...row })
      : refuse('webhook_not_found', { detail: 'It was made, and has been removed.' })
  },
}

const refuseField = (pointer: string, detail: string) =>
  refuse('invalid_request', { detail, errors: [{ pointer, detail }] })
