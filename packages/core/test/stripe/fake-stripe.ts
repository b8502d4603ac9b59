import { randomBytes } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import Stripe from 'stripe'

export const TEST_KEY = 'sk_test_hourglass'
export const WEBHOOK_SECRET = 'whsec_of_the_tests'

interface Session {
  id: string
  object: 'checkout.session'
  status: 'open' | 'complete' | 'expired'
  payment_status: 'unpaid' | 'paid'
  amount_total: number
  currency: string
  client_reference_id: string
  metadata: Record<string, string>
  payment_intent: string | null
  url: string
  livemode: boolean
}
interface Intent {
  id: string
  object: 'payment_intent'
  status: 'requires_payment_method' | 'processing' | 'requires_capture' | 'succeeded' | 'canceled'
  amount: number
  currency: string
  metadata: Record<string, string>
  latest_charge: string | null
  livemode: boolean
}
interface Charge {
  id: string
  object: 'charge'
  amount: number
  amount_refunded: number
  payment_intent: string
  metadata: Record<string, string>
}
interface Refund {
  id: string
  object: 'refund'
  amount: number
  charge: string
  payment_intent: string
  status: 'succeeded'
  metadata: Record<string, string>
}

interface Answer {
  status: number
  body: object | string
  headers?: Record<string, string>
}
/** What goes wrong with a request: an answer in place of Stripe's, no answer, or a connection that breaks before or after Stripe acts. */
export type Fault = Answer | 'silent' | 'reset before' | 'reset after'

export interface SignedEvent {
  raw: Buffer
  headers: Record<string, string>
}

/**
 * A server on loopback that behaves as Stripe does with sessions, intents, charges, refunds and idempotency keys. The buyer acts through its
 * methods.
 */
export interface FakeStripe {
  url: string
  /** Requests, such as `POST /v1/refunds`, oldest first. */
  requests: string[]
  /** Requests that `validator` has refused. */
  invalid: string[]
  /** Faults of the next requests, whose names contain `of`. */
  fail(of: string, ...faults: Fault[]): void
  /** Removes all faults. */
  recover(): void
  pay(orderId: string, change?: Partial<Pick<Intent, 'amount' | 'status'>>): void
  /** The card is declined; the buyer may try another one. */
  decline(orderId: string): void
  /** The authorization runs out. */
  lapse(orderId: string): void
  /** Stripe ends the session by itself. */
  expire(orderId: string): void
  /** The state of the order's money, such as `captured 1500` or `captured 1500, refunded 500`. */
  moneyOf(orderId: string): string
  /** How many sessions the order has. */
  sessionsOf(orderId: string): number
  refundsOf(orderId: string): number[]
  /** Stripe forgets idempotency keys after a day. */
  forgetKeys(): void
  /** Takes the events that Stripe would send now. */
  takeEvents(): SignedEvent[]
  close(): Promise<void>
}

/** Signs an event as Stripe does. */
export function signed(event: object, { secret = WEBHOOK_SECRET, ageS = 0 } = {}): SignedEvent {
  const payload = JSON.stringify(event, null, 2)
  const timestamp = Math.floor(Date.now() / 1_000) - ageS
  const header = Stripe.webhooks.generateTestHeaderString({ payload, secret, timestamp })
  return { raw: Buffer.from(payload), headers: { 'stripe-signature': header } }
}

/** @param validator a server that every request is sent to as well, such as stripe-mock */
export async function startFakeStripe({ validator }: { validator?: string } = {}): Promise<FakeStripe> {
  const sessions = new Map<string, Session>()
  const intents = new Map<string, Intent>()
  const charges = new Map<string, Charge>()
  const refunds: Refund[] = []
  const remembered = new Map<string, { form: string; answer: Answer }>()
  const events: object[] = []
  const requests: string[] = []
  const invalid: string[] = []
  let faults: { of: string; fault: Fault }[] = []

  const newId = (prefix: string) => `${prefix}_${randomBytes(12).toString('hex')}`
  const emit = (type: string, object: object) =>
    events.push({
      id: newId('evt'),
      object: 'event',
      api_version: '2026-10-28.endive',
      created: Math.floor(Date.now() / 1_000),
      data: { object },
      livemode: false,
      pending_webhooks: 1,
      request: { id: null, idempotency_key: null },
      type,
    })

  const refused = (message: string, code?: string, param?: string): Answer => ({
    status: 400,
    body: { error: { type: 'invalid_request_error', message, ...(code && { code }), ...(param && { param }) } },
  })
  const missing = (id: string): Answer => ({
    status: 404,
    body: { error: { type: 'invalid_request_error', code: 'resource_missing', message: `No such object: '${id}'` } },
  })
  const shown = (session: Session, expanded: boolean): Answer => {
    const intent = intents.get(session.payment_intent ?? '')
    const charge = charges.get(intent?.latest_charge ?? '') ?? null
    const payment_intent = expanded && intent ? { ...intent, latest_charge: charge } : session.payment_intent
    return { status: 200, body: { ...session, payment_intent } }
  }
  const found = (orderId: string): Session => {
    const session = [...sessions.values()].findLast((each) => each.client_reference_id === orderId)
    if (!session) throw new Error(`order ${orderId} has no session`)
    return session
  }

  function createSession(form: URLSearchParams): Answer {
    const price = 'line_items[0][price_data]'
    const amount = Number(form.get(`${price}[unit_amount]`))
    const currency = form.get(`${price}[currency]`) ?? ''
    if (['xau', 'iqd'].includes(currency))
      return refused(`Invalid currency: ${currency}.`, undefined, `${price}[currency]`)
    if (currency === 'eur' && amount < 50)
      return refused("The Checkout Session's total amount must convert to at least 50 cents.", 'amount_too_small')
    if (form.get('payment_intent_data[capture_method]') !== 'manual') return refused('the tests need manual capture')
    const id = newId('cs_test')
    const orderId = form.get('client_reference_id') ?? ''
    const session: Session = {
      id,
      object: 'checkout.session',
      status: 'open',
      payment_status: 'unpaid',
      amount_total: amount,
      currency,
      client_reference_id: orderId,
      metadata: { hourglass_order: form.get('metadata[hourglass_order]') ?? '' },
      payment_intent: null,
      url: `https://checkout.stripe.example/c/pay/${id}`,
      livemode: false,
    }
    sessions.set(id, session)
    return shown(session, false)
  }

  function end(session: Session): void {
    session.status = 'expired'
    const intent = intents.get(session.payment_intent ?? '')
    if (intent) intent.status = 'canceled'
    emit('checkout.session.expired', session)
  }

  function cancel(intent: Intent): void {
    intent.status = 'canceled'
    emit('payment_intent.canceled', intent)
  }

  /** Stripe's answer to a request. */
  function answerTo(method: string, path: string, query: URLSearchParams, form: URLSearchParams): Answer {
    const [, , kind, id = '', verb] = path.replace('/checkout/sessions', '/sessions').split('/')
    const expanded = [...query, ...form].some(([name, value]) => name.startsWith('expand') && value.includes('charge'))
    if (kind === 'sessions') {
      if (method === 'POST' && id === '') return createSession(form)
      const session = sessions.get(id)
      if (!session) return missing(id)
      if (verb !== 'expire') return shown(session, expanded)
      if (session.status !== 'open') return refused('Only Checkout Sessions with a status of `open` can be expired.')
      end(session)
      return shown(session, expanded)
    }
    if (kind === 'payment_intents') {
      const intent = intents.get(id)
      if (!intent) return missing(id)
      if (intent.status !== 'requires_capture')
        return refused(`This PaymentIntent has a status of ${intent.status}.`, 'payment_intent_unexpected_state')
      if (verb === 'cancel') cancel(intent)
      else {
        intent.status = 'succeeded'
        emit('payment_intent.succeeded', intent)
      }
      const charge = charges.get(intent.latest_charge ?? '') ?? null
      return { status: 200, body: expanded ? { ...intent, latest_charge: charge } : intent }
    }
    if (kind === 'refunds' && method === 'GET') {
      const data = refunds.filter((refund) => refund.payment_intent === query.get('payment_intent'))
      return { status: 200, body: { object: 'list', url: '/v1/refunds', has_more: false, data } }
    }
    if (kind === 'refunds') {
      const intent = intents.get(form.get('payment_intent') ?? '')
      const charge = charges.get(intent?.latest_charge ?? '')
      if (!intent || !charge || intent.status !== 'succeeded') return refused('It has no successful charge to refund.')
      const left = charge.amount - charge.amount_refunded
      if (left === 0) return refused('It has already been refunded.', 'charge_already_refunded')
      const amount = Number(form.get('amount') ?? left)
      if (amount > left) return refused('Refund amount is greater than unrefunded amount on charge.')
      charge.amount_refunded += amount
      const metadata = Object.fromEntries(
        [...form].flatMap(([name, value]) => {
          const [, key] = /^metadata\[(\w+)\]$/.exec(name) ?? []
          return key ? [[key, value]] : []
        }),
      )
      const refund: Refund = {
        id: newId('re'),
        object: 'refund',
        amount,
        charge: charge.id,
        payment_intent: intent.id,
        status: 'succeeded',
        metadata,
      }
      refunds.push(refund)
      emit('charge.refunded', charge)
      return { status: 200, body: refund }
    }
    return missing(path)
  }

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = '', headers } = request
    const url = new URL(request.url ?? '', 'http://stripe')
    let text = ''
    for await (const chunk of request) text += chunk
    const name = `${method} ${url.pathname}`
    requests.push(name)
    if (validator) {
      const { authorization = '', 'content-type': type = '' } = headers
      const checked = await fetch(new URL(request.url ?? '', validator), {
        method,
        headers: { authorization, ...(type && { 'content-type': type }) },
        body: text || null,
      })
      if (!checked.ok) invalid.push(`${name}: ${await checked.text()}`)
    }
    const at = faults.findIndex(({ of }) => name.includes(of))
    const fault = at < 0 ? undefined : faults.splice(at, 1)[0]?.fault
    if (fault === 'silent') return
    if (fault === 'reset before') return void request.socket.destroy()
    if (typeof fault === 'object') return send(response, fault)
    const answer = idempotent(headers, text, () =>
      answerTo(method, url.pathname, url.searchParams, new URLSearchParams(text)),
    )
    if (fault === 'reset after') return void request.socket.destroy()
    send(response, answer)
  }

  function idempotent(headers: IncomingMessage['headers'], form: string, act: () => Answer): Answer {
    if (headers.authorization !== `Bearer ${TEST_KEY}`)
      return { status: 401, body: { error: { type: 'invalid_request_error', message: 'Invalid API Key provided' } } }
    if (headers['stripe-version'] !== '2026-10-28.endive') return refused('the tests pin the version')
    const key = headers['idempotency-key']
    if (typeof key !== 'string') return act()
    const earlier = remembered.get(key)
    if (!earlier) {
      const answer = act()
      remembered.set(key, { form, answer: structuredClone(answer) })
      return answer
    }
    if (earlier.form === form) return earlier.answer
    const message = 'Keys for idempotent requests can only be used with the same parameters they were first used with.'
    return { status: 400, body: { error: { type: 'idempotency_error', message } } }
  }

  function send(response: ServerResponse, { status, body, headers = {} }: Answer): void {
    const type = typeof body === 'string' ? 'text/html' : 'application/json'
    response.writeHead(status, { 'content-type': type, 'request-id': newId('req'), ...headers })
    response.end(typeof body === 'string' ? body : JSON.stringify(body))
  }

  const server = createServer((request, response) => void handle(request, response))
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))

  const chargeOf = (intent: Intent | undefined) => charges.get(intent?.latest_charge ?? '')
  const intentOf = (session: Session): Intent => {
    const known = intents.get(session.payment_intent ?? '')
    if (known) return known
    const { amount_total: amount, currency, metadata, livemode } = session
    const intent: Intent = {
      id: newId('pi'),
      object: 'payment_intent',
      status: 'requires_payment_method',
      amount,
      currency,
      metadata: { ...metadata },
      latest_charge: null,
      livemode,
    }
    intents.set(intent.id, intent)
    session.payment_intent = intent.id
    return intent
  }
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    invalid,
    fail: (of, ...added) => void faults.push(...added.map((fault) => ({ of, fault }))),
    recover() {
      faults = []
    },
    pay(orderId, change = {}) {
      const session = found(orderId)
      if (session.status !== 'open') throw new Error(`the session of ${orderId} is ${session.status}`)
      const intent = Object.assign(intentOf(session), { status: 'requires_capture', ...change })
      const { id, amount, metadata } = intent
      const charge: Charge = {
        id: newId('ch'),
        object: 'charge',
        amount,
        amount_refunded: 0,
        payment_intent: id,
        metadata,
      }
      charges.set(charge.id, charge)
      intent.latest_charge = charge.id
      session.status = 'complete'
      emit('payment_intent.amount_capturable_updated', intent)
      emit('checkout.session.completed', session)
    },
    decline(orderId) {
      const intent = intentOf(found(orderId))
      emit('payment_intent.payment_failed', intent)
    },
    lapse: (orderId) => cancel(intentOf(found(orderId))),
    expire: (orderId) => end(found(orderId)),
    moneyOf(orderId) {
      const session = found(orderId)
      const intent = intents.get(session.payment_intent ?? '')
      if (!intent || intent.status === 'requires_payment_method') return session.status
      const refunded = chargeOf(intent)?.amount_refunded ?? 0
      const words = {
        requires_capture: 'authorized',
        succeeded: 'captured',
        canceled: 'canceled',
        processing: 'processing',
      }
      return `${words[intent.status]} ${intent.amount}${refunded ? `, refunded ${refunded}` : ''}`
    },
    sessionsOf: (orderId) => [...sessions.values()].filter((each) => each.client_reference_id === orderId).length,
    refundsOf(orderId) {
      const { payment_intent } = found(orderId)
      return refunds.filter((refund) => refund.payment_intent === payment_intent).map(({ amount }) => amount)
    },
    forgetKeys: () => remembered.clear(),
    takeEvents: () => events.splice(0).map((event) => signed(event)),
    async close() {
      server.closeAllConnections()
      await new Promise((closed) => server.close(closed))
    },
  }
}
