import Stripe from 'stripe'
import { z } from 'zod'
import { isLiveKey } from '../../payment-settings.ts'
import {
  BadSignature,
  type FailureKind,
  type PaymentProvider,
  ProviderFailure,
  type ProviderPayment,
  Unpayable,
} from './provider.ts'
import { fromStripe, toStripe } from './stripe-amount.ts'

/** Answers keep this shape when Stripe publishes another version. */
const API_VERSION = '2026-10-28.endive'
/** Deadline of one request. A step of a payment needs at most three, and has 20 s. */
const REQUEST_MS = 6_000
/** Oldest signature of an event that is accepted. */
const EVENT_AGE_MAX_S = 300
/** Metadata of everything that is created at Stripe: the order that it belongs to, and the key of a refund. */
const ORDER = 'hourglass_order'
const REFUND = 'hourglass_refund'
/** Most refunds of one payment that are looked through. */
const REFUNDS_MAX = 1_000
/** Stripe's error codes for amounts and currencies that it does not take. */
const UNPAYABLE = ['amount_too_small', 'amount_too_large', 'invalid_currency', 'currency_not_supported']
const UNPAYABLE_PARAMETER = /\[(currency|unit_amount)\]$/

const EXPANDED = 'payment_intent.latest_charge'

const intentSchema = z.object({
  id: z.string(),
  status: z.string(),
  amount: z.number(),
  currency: z.string(),
  latest_charge: z.object({ amount_refunded: z.number() }).nullish(),
})
type Intent = z.infer<typeof intentSchema>
/** What is read of a Checkout Session. Anything else that a proxy answers is a failure, not a payment that has ended. */
const sessionSchema = z.object({
  id: z.string(),
  status: z.enum(['open', 'complete', 'expired']),
  amount_total: z.number(),
  currency: z.string(),
  metadata: z.record(z.string(), z.string()).nullish(),
  payment_intent: intentSchema.nullish(),
})
type Session = z.infer<typeof sessionSchema>

const eventSchema = z.object({ id: z.string(), type: z.string(), livemode: z.boolean() })
/** What an event is about, if it belongs to an order. Other programs may use the same account. */
const subjectSchema = z.object({
  data: z.object({ object: z.object({ id: z.string(), metadata: z.object({ [ORDER]: z.uuid() }) }) }),
})

export interface StripeSettings {
  secretKey: string
  /** Secrets of the webhook endpoint. More than one while they are rotated. */
  webhookSecrets: readonly string[]
  apiUrl: string
  /** Deadline of one request. */
  requestMs?: number | undefined
}

/** Takes payments through Stripe Checkout. Its id of a payment is that of the Checkout Session. */
export function createStripeProvider(given: StripeSettings & { storefront: string }): PaymentProvider {
  const { secretKey, webhookSecrets, apiUrl, storefront, requestMs = REQUEST_MS } = given
  const { protocol, hostname, port } = new URL(apiUrl)
  const stripe = new Stripe(secretKey, {
    apiVersion: API_VERSION,
    protocol: protocol === 'http:' ? 'http' : 'https',
    host: hostname,
    port: port || (protocol === 'http:' ? 80 : 443),
    timeout: requestMs,
    maxNetworkRetries: 0, // the job of payments repeats its steps
    telemetry: false,
  })
  const isLive = isLiveKey(secretKey)

  const retrieve = async (ref: string): Promise<Session> =>
    sessionOf(await call(stripe.checkout.sessions.retrieve(ref, { expand: [EXPANDED] })))
  const read = async (ref: string): Promise<ProviderPayment> => paymentOf(await retrieve(ref))

  /** Makes a change. If Stripe refuses it because the payment has changed in the meantime, that is the result. */
  async function change(
    ref: string,
    before: ProviderPayment['status'],
    make: () => Promise<Session>,
  ): Promise<ProviderPayment> {
    try {
      return paymentOf(await make())
    } catch (error) {
      if (!(error instanceof ProviderFailure && error.kind === 'refused')) throw error
      const after = await read(ref)
      if (after.status === before) throw error
      return after
    }
  }

  return {
    name: 'stripe',
    isPlayMoney: !isLive,
    async create({ orderId, number, amount, currency }) {
      const page = `${storefront}/orders/${orderId}`
      const metadata = { [ORDER]: orderId }
      const name = `Order ${number}`
      const params: Stripe.Checkout.SessionCreateParams = {
        mode: 'payment',
        client_reference_id: orderId,
        metadata,
        line_items: [
          {
            quantity: 1,
            price_data: {
              currency: currency.toLowerCase(),
              unit_amount: toStripe(amount, currency),
              product_data: { name },
            },
          },
        ],
        payment_intent_data: { capture_method: 'manual', description: name, metadata },
        // Buyers pay in the currency of the order, so that the amount can be compared.
        adaptive_pricing: { enabled: false },
        success_url: page,
        cancel_url: page,
      }
      const created = stripe.checkout.sessions.create(params, { idempotencyKey: `hourglass-${orderId}` })
      const { id, url } = await call(created, { create: true })
      if (typeof id !== 'string' || typeof url !== 'string') throw unexpected()
      return { ref: id, url }
    },
    read,
    expire: (ref) =>
      change(ref, 'pending', async () =>
        sessionOf(await call(stripe.checkout.sessions.expire(ref, { expand: [EXPANDED] }))),
      ),
    async capture(ref) {
      const session = await retrieve(ref)
      const before = paymentOf(session)
      if (before.status !== 'authorized') return before
      const { id } = intentOf(session)
      const captured = () => call(stripe.paymentIntents.capture(id, { expand: ['latest_charge'] }))
      return change(ref, before.status, async () => withIntent(session, await captured()))
    },
    async release(ref) {
      const session = await retrieve(ref)
      const before = paymentOf(session)
      if (before.status !== 'authorized' && before.status !== 'captured') return before
      const { id } = intentOf(session)
      const canceled = () => call(stripe.paymentIntents.cancel(id, { expand: ['latest_charge'] }))
      return change(ref, before.status, async () => {
        if (before.status === 'authorized') return withIntent(session, await canceled())
        // Without an amount: what is left. Stripe refuses a second one.
        await call(stripe.refunds.create({ payment_intent: id, metadata: session.metadata ?? {} }))
        return retrieve(ref)
      })
    },
    async refund(ref, { key, amount }) {
      const session = await retrieve(ref)
      const { id, currency } = intentOf(session)
      // Stripe remembers an idempotency key for a day, and the refund for ever.
      const made = await call(
        stripe.refunds.list({ payment_intent: id, limit: 100 }).autoPagingToArray({ limit: REFUNDS_MAX }),
      )
      if (made.some(({ metadata }) => metadata?.[REFUND] === key)) return paymentOf(session)
      const params = {
        payment_intent: id,
        amount: toStripe(amount, currency.toUpperCase()),
        metadata: { ...session.metadata, [REFUND]: key },
      }
      await call(stripe.refunds.create(params, { idempotencyKey: `hourglass-${ref}-${key}` }))
      return read(ref)
    },
    event(raw, headers) {
      const found = verified(raw, String(headers['stripe-signature'] ?? ''))
      const event = eventSchema.safeParse(found)
      if (!event.success) return undefined
      const { id, type, livemode } = event.data
      // An event of test mode says nothing about live money, and the other way round.
      if (livemode !== isLive) throw new BadSignature()
      const subject = subjectSchema.safeParse(found)
      if (!subject.success) return undefined
      const { object } = subject.data.data
      return { id, type, ref: object.id, orderId: object.metadata[ORDER] }
    },
  }

  /** @throws BadSignature */
  function verified(raw: Buffer, signature: string): unknown {
    for (const secret of webhookSecrets) {
      try {
        return stripe.webhooks.constructEvent(raw, signature, secret, EVENT_AGE_MAX_S)
      } catch {
        // The next secret may be the right one.
      }
    }
    throw new BadSignature()
  }
}

function sessionOf(answer: unknown): Session {
  const session = sessionSchema.safeParse(answer)
  if (!session.success) throw unexpected()
  return session.data
}

const withIntent = (session: Session, intent: unknown): Session => sessionOf({ ...session, payment_intent: intent })

function paymentOf(session: Session): ProviderPayment {
  const { payment_intent: intent, amount_total } = session
  const currency = (intent ?? session).currency.toUpperCase()
  const amount = intent?.amount ?? amount_total
  const refunded = intent?.latest_charge?.amount_refunded ?? 0
  return {
    status: statusOf(session, intent, refunded),
    amount: fromStripe(amount, currency),
    currency,
    refunded: fromStripe(refunded, currency),
  }
}

function statusOf({ status }: Session, intent: Intent | null | undefined, refunded: number): ProviderPayment['status'] {
  switch (intent?.status) {
    case 'requires_capture':
      return 'authorized'
    case 'succeeded':
      return refunded >= intent.amount ? 'refunded' : 'captured'
    case 'processing':
      return 'pending'
    case 'canceled':
      return 'canceled'
    case undefined:
      if (status === 'complete') throw unexpected()
      break
  }
  // The buyer may pay, also after a declined card, for as long as the session is open.
  return status === 'open' ? 'pending' : 'canceled'
}

function intentOf({ id, payment_intent: intent }: Session): Intent {
  if (!intent) throw new Error(`nobody has paid ${id}`)
  return intent
}

/** @throws ProviderFailure, or Unpayable if `create` */
async function call<Answer>(answer: Promise<Answer>, { create = false } = {}): Promise<Answer> {
  try {
    return await answer
  } catch (error) {
    if (!(error instanceof Stripe.errors.StripeError)) throw new ProviderFailure('unavailable', String(error))
    const { message, code, param, requestId } = error
    const kind = kindOf(error)
    const text = [message, code, requestId].filter(Boolean).join(', ')
    if (create && kind === 'refused' && (UNPAYABLE.includes(code ?? '') || UNPAYABLE_PARAMETER.test(param ?? '')))
      throw new Unpayable(text)
    throw new ProviderFailure(kind, text)
  }
}

function kindOf(error: Stripe.errors.StripeError): FailureKind {
  const { errors } = Stripe
  if (error instanceof errors.StripeConnectionError)
    return (error.detail as { code?: string } | undefined)?.code === 'ETIMEDOUT' ? 'timeout' : 'unreachable'
  if (error instanceof errors.StripeRateLimitError) return 'rate_limited'
  if (error instanceof errors.StripeAuthenticationError || error instanceof errors.StripePermissionError)
    return 'unauthorized'
  if (error.statusCode === 404) return 'not_found'
  if (error.statusCode !== undefined && error.statusCode >= 400 && error.statusCode < 500) return 'refused'
  return 'unavailable'
}

const unexpected = (): ProviderFailure => new ProviderFailure('unavailable', 'Stripe answered something else')
