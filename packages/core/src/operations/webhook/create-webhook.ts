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
import type { Redacted } from '../runtime/idempotency.ts'
import { parse } from '../runtime/parse.ts'
import { type Resolve, resolveHost, vetUrl } from './vet-url.ts'
import { webhookView } from './views.ts'

const { webhooks } = schema

/** Length of a secret. Standard Webhooks requires 24 to 64 bytes. */
const SECRET_BYTES = 32

/**
 * Creates a webhook with its own signing keys. The secret appears only in this response.
 * @param resolve DNS lookup; every delivery resolves the name again
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
    // Serializes creation per principal, so that concurrent requests cannot exceed the limit.
    await tx.execute(sql`SELECT pg_advisory_xact_lock(hashtextextended(${`webhooks of ${principal}`}, 0))`)
    if ((await tx.$count(webhooks, sql`${webhooks.principal} = ${principal}`)) >= WEBHOOKS_MAX) return null
    const [added] = await tx
      .insert(webhooks)
      .values({ id: ctx.requestId ?? ctx.newId(), principal, url, types, secret, signingKey })
      // A repeat under the same id returns the existing webhook with its secret.
      .onConflictDoUpdate({ target: webhooks.id, set: { url } })
      .returning()
    return added ?? null
  })
  if (!row) return refuseField('#', `the limit is ${WEBHOOKS_MAX} webhooks: remove one first`)
  return ok({ ...webhookView(row), secret: row.secret })
}

/** The secret is stored only in the webhook's row. A repeat reads it from there, as long as the webhook exists. */
export const createdWebhook: Redacted<CreatedWebhookView> = {
  without: ({ secret: _, ...webhook }) => webhook,
  async again(ctx, kept) {
    const webhook = kept as Omit<CreatedWebhookView, 'secret'>
    const [row] = await ctx.db.select({ secret: webhooks.secret }).from(webhooks).where(eq(webhooks.id, webhook.id))
    return row
      ? ok({ ...webhook, ...row })
      : refuse('webhook_not_found', { detail: 'The webhook was created, but has since been removed.' })
  },
}

const refuseField = (pointer: string, detail: string) =>
  refuse('invalid_request', { detail, errors: [{ pointer, detail }] })
