/**
 * The tables as Drizzle sees them. The constraints live in `migrations/`; a test compares the two.
 * Money is in minor units of the sale's currency; ids of items and sales are small increasing integers.
 */
import { sql } from 'drizzle-orm'
import {
  bigint,
  bigserial,
  boolean,
  customType,
  doublePrecision,
  integer,
  json,
  jsonb,
  pgTable,
  primaryKey,
  smallint,
  text,
  timestamp,
  uuid,
} from 'drizzle-orm/pg-core'

const at = (name: string) => timestamp(name, { withTimezone: true })
const bytea = customType<{ data: Buffer }>({ dataType: () => 'bytea' })
/** A transaction id that does not wrap around. */
const xid8 = customType<{ data: string }>({ dataType: () => 'xid8' })

export const sales = pgTable('sales', {
  id: integer('id').primaryKey().generatedAlwaysAsIdentity(),
  kind: text('kind', { enum: ['hourly', 'merchant'] }).notNull(),
  seed: bigint('seed', { mode: 'number' }).notNull(),
  currency: text('currency').notNull(),
  buyerLimit: integer('buyer_limit').notNull(),
  firstItemId: bigint('first_item_id', { mode: 'number' }).notNull(),
  itemsCount: integer('items_count').notNull(),
  startsAt: at('starts_at').notNull(),
  endsAt: at('ends_at'),
  epoch: integer('epoch').notNull().default(1),
  soldOutAt: at('sold_out_at'),
  createdAt: at('created_at').notNull().defaultNow(),
  name: text('name'),
  pausedAt: at('paused_at'),
  openedAt: at('opened_at'),
  closedAt: at('closed_at'),
  itemsCapacity: integer('items_capacity').notNull().default(0),
  requestId: uuid('request_id'),
  secret: bytea('secret'),
  preview: boolean('preview').notNull().default(true),
  /** The principal whose test keys see this sale, such as `test:acme`; null: a live sale, which no test key sees. */
  sandbox: text('sandbox'),
  /** The version of the catalogue that names, prices and pictures follow. */
  edition: smallint('edition').notNull().default(1),
  /** Whether guests, who have no account, may buy. */
  guests: text('guests', { enum: ['allowed', 'refused'] })
    .notNull()
    .default('allowed'),
  /** Whether buyers need a pass from the sale's waiting room. `opened`: they did, until an operator opened the door. */
  door: text('door', { enum: ['open', 'queue', 'opened'] })
    .notNull()
    .default('open'),
  /** The account of the merchant that it belongs to; null: the shop's own. */
  owner: text('owner'),
  /** Whether an order is confirmed by a payment. It never changes. */
  payment: text('payment', { enum: ['none', 'required'] })
    .notNull()
    .default('none'),
})

export const items = pgTable(
  'items',
  {
    saleId: integer('sale_id').notNull(),
    id: bigint('id', { mode: 'number' }).notNull(),
    price: integer('price').notNull(),
    stock: integer('stock').notNull(),
    held: integer('held').notNull().default(0),
    sold: integer('sold').notNull().default(0),
    name: text('name'),
    listPrice: integer('list_price'),
    /** Unused: servers of the previous version write it. The next migration may drop it. */
    imageUrl: text('image_url'),
    buyerLimit: integer('buyer_limit'),
    /** Plain text. */
    description: text('description'),
    /** The id of a row in `pictures`. */
    picture: text('picture'),
    /** Set once. Its stock is then what is held and sold, and falls with each hold that ends unsold. */
    withdrawnAt: at('withdrawn_at'),
  },
  (t) => [primaryKey({ columns: [t.saleId, t.id] })],
)

/** How many browsers have visited a sale in the storefront. Apart from `sales`, whose rows purchases lock. */
export const saleVisits = pgTable('sale_visits', {
  saleId: integer('sale_id').primaryKey(),
  visits: bigint('visits', { mode: 'number' }).notNull(),
})

export const buyers = pgTable(
  'buyers',
  {
    saleId: integer('sale_id').notNull(),
    userId: text('user_id').notNull(),
    held: integer('held').notNull().default(0),
    sold: integer('sold').notNull().default(0),
    buyerLimit: integer('buyer_limit').notNull(),
  },
  (t) => [primaryKey({ columns: [t.saleId, t.userId] })],
)

export const buyerItems = pgTable(
  'buyer_items',
  {
    saleId: integer('sale_id').notNull(),
    itemId: bigint('item_id', { mode: 'number' }).notNull(),
    userId: text('user_id').notNull(),
    held: integer('held').notNull().default(0),
    sold: integer('sold').notNull().default(0),
    buyerLimit: integer('buyer_limit').notNull(),
  },
  (t) => [primaryKey({ columns: [t.saleId, t.itemId, t.userId] })],
)

/** A line of a queued order, with the price at the time of the order. */
export interface OrderLine {
  item_id: number
  quantity: number
  /** Price of one unit, in minor units of the currency. */
  price: number
}

export const orders = pgTable(
  'orders',
  {
    saleId: integer('sale_id').notNull(),
    id: uuid('id').notNull(),
    userId: text('user_id').notNull(),
    status: text('status', {
      enum: [
        'queued',
        'processing',
        'awaiting_payment',
        'confirmed',
        'failed',
        'expired',
        'partly_refunded',
        'refunded',
        'canceled',
        'void',
      ],
    }).notNull(),
    units: integer('units').notNull(),
    total: bigint('total', { mode: 'number' }).notNull(),
    createdAt: at('created_at').notNull().defaultNow(),
    lines: jsonb('lines').$type<OrderLine[]>(),
    reason: text('reason'),
    claimedUntil: at('claimed_until'),
    changedAt: at('changed_at').notNull().defaultNow(),
    /** Until when its units wait for a payment; null: it needs none. */
    payBy: at('pay_by'),
    /** How many of its units were returned after it was confirmed. */
    returned: integer('returned').notNull().default(0),
    /** When units of it were last returned. */
    returnedAt: at('returned_at'),
  },
  (t) => [primaryKey({ columns: [t.saleId, t.id] })],
)

export const orderLines = pgTable(
  'order_lines',
  {
    saleId: integer('sale_id').notNull(),
    itemId: bigint('item_id', { mode: 'number' }).notNull(),
    unitNo: integer('unit_no').notNull(),
    orderId: uuid('order_id').notNull(),
    price: integer('price').notNull(),
  },
  (t) => [primaryKey({ columns: [t.saleId, t.itemId, t.unitNo] })],
)

/** Units that were returned after they had been sold, each in one refund. `order_lines` no longer has them. */
export const returnedLines = pgTable(
  'returned_lines',
  {
    refundId: uuid('refund_id').notNull(),
    saleId: integer('sale_id').notNull(),
    itemId: bigint('item_id', { mode: 'number' }).notNull(),
    unitNo: integer('unit_no').notNull(),
    orderId: uuid('order_id').notNull(),
    price: integer('price').notNull(),
  },
  (t) => [primaryKey({ columns: [t.refundId, t.itemId, t.unitNo] })],
)

export const holds = pgTable(
  'holds',
  {
    saleId: integer('sale_id').notNull(),
    id: uuid('id').notNull(),
    itemId: bigint('item_id', { mode: 'number' }).notNull(),
    userId: text('user_id').notNull(),
    /** Upper-case copy for servers of the previous version, written by a trigger. */
    statusInCapitals: text('status'),
    expiresAt: at('expires_at').notNull(),
    createdAt: at('created_at').notNull().defaultNow(),
    changedAt: at('changed_at').notNull().defaultNow(),
    endedBy: uuid('ended_by'),
    status: text('state', { enum: ['active', 'confirmed', 'canceled', 'expired', 'void'] }).notNull(),
    /** Price of the unit when it was held. Null: of a server of the previous version; then the price at its confirmation. */
    price: integer('price'),
  },
  (t) => [primaryKey({ columns: [t.saleId, t.id] })],
)

export const attempts = pgTable(
  'attempts',
  {
    saleId: integer('sale_id').notNull(),
    checkoutId: uuid('checkout_id').notNull(),
    id: uuid('id').notNull(),
    userId: text('user_id').notNull(),
    itemIds: bigint('item_ids', { mode: 'number' }).array().notNull(),
    outcome: text('outcome').notNull(),
    at: at('at').notNull().defaultNow(),
    quantities: integer('quantities').array(),
    /** Prices that the checkout showed. Null where prices never change: in hourly sales, and for a refusal. */
    prices: integer('prices').array(),
  },
  (t) => [primaryKey({ columns: [t.saleId, t.checkoutId, t.id] })],
)

export const queues = pgTable('queues', {
  saleId: integer('sale_id').primaryKey(),
  joined: integer('joined').notNull().default(0),
  /** Of the join log, until the draw. */
  digest: bytea('digest').notNull(),
  /** How many of the first entries were drawn; null before the draw. */
  drawn: integer('drawn'),
  drawnAt: at('drawn_at'),
  admitted: integer('admitted').notNull().default(0),
  used: integer('used').notNull().default(0),
  expired: integer('expired').notNull().default(0),
  ratePerMinute: integer('rate_per_minute').notNull(),
  pausedAt: at('paused_at'),
  /** Token bucket of the admission rate, in passes, as of `advancedAt`. */
  allowance: doublePrecision('allowance').notNull().default(0),
  advancedAt: at('advanced_at'),
  passMs: integer('pass_ms').notNull(),
})

export const queuePlaces = pgTable(
  'queue_places',
  {
    saleId: integer('sale_id').notNull(),
    seq: integer('seq').notNull(),
    ticket: uuid('ticket').notNull(),
    userId: text('user_id').notNull(),
    proof: text('proof'),
    joinedAt: at('joined_at').notNull().defaultNow(),
    usedAt: at('used_at'),
    endedAt: at('ended_at'),
  },
  (t) => [primaryKey({ columns: [t.saleId, t.seq] })],
)

/** Positions that were admitted together: those after `after` up to `upTo`. */
export const queueAdmissions = pgTable(
  'queue_admissions',
  {
    saleId: integer('sale_id').notNull(),
    upTo: integer('up_to').notNull(),
    after: integer('after').notNull(),
    at: at('at').notNull(),
    used: integer('used').notNull().default(0),
    expired: boolean('expired').notNull().default(false),
  },
  (t) => [primaryKey({ columns: [t.saleId, t.upTo] })],
)

export const outboxEvents = pgTable('outbox_events', {
  id: bigserial('id', { mode: 'number' }).primaryKey(),
  saleId: integer('sale_id').notNull(),
  type: text('type').notNull(),
  subject: text('subject').notNull(),
  data: jsonb('data').notNull(),
  at: at('at').notNull().defaultNow(),
  tx: xid8('tx').notNull().default(sql`pg_current_xact_id()`),
})

/** The payment of each order that needs one, and what has to be done next about it. */
export const payments = pgTable('payments', {
  orderId: uuid('order_id').primaryKey(),
  saleId: integer('sale_id').notNull(),
  state: text('state', { enum: ['new', 'open', 'capture', 'captured', 'release', 'released', 'canceled', 'lost'] })
    .notNull()
    .default('new'),
  /** In minor units of `currency`. */
  amount: bigint('amount', { mode: 'number' }).notNull(),
  currency: text('currency').notNull(),
  provider: text('provider'),
  /** The provider's id of the payment; null until it is created. */
  ref: text('ref'),
  /** Where the buyer pays. */
  url: text('url'),
  /** When something has to be done next; null: nothing. */
  dueAt: at('due_at').defaultNow(),
  claimedUntil: at('claimed_until').notNull().default(sql`'-infinity'`),
  /** How often the provider has said that something had changed. */
  hints: integer('hints').notNull().default(0),
  /** The buyer has canceled the order before paying. */
  canceled: boolean('canceled').notNull().default(false),
  /** Failed calls to the provider since the last success. */
  attempts: integer('attempts').notNull().default(0),
  error: text('error'),
  createdAt: at('created_at').notNull().defaultNow(),
  changedAt: at('changed_at').notNull().defaultNow(),
})

/** Returns of an order's units, and the money that the provider has to give back for them. */
export const refunds = pgTable('refunds', {
  /** The provider's idempotency key. */
  id: uuid('id').primaryKey(),
  saleId: integer('sale_id').notNull(),
  orderId: uuid('order_id').notNull(),
  by: text('by', { enum: ['operator', 'buyer'] }).notNull(),
  /** For operators; null: the buyer's own cancellation. */
  reason: text('reason'),
  /** Whether the units could be bought again. */
  restocked: boolean('restocked').notNull(),
  units: integer('units').notNull(),
  /** In minor units of the sale's currency. */
  amount: bigint('amount', { mode: 'number' }).notNull(),
  /** `pending`: the provider still has to give it back. `void`: nothing was charged. */
  status: text('status', { enum: ['pending', 'done', 'void'] }).notNull(),
  createdAt: at('created_at').notNull().defaultNow(),
  doneAt: at('done_at'),
})

/** Inbox of providers' events, each stored once. */
export const paymentEvents = pgTable(
  'payment_events',
  {
    provider: text('provider').notNull(),
    id: text('id').notNull(),
    ref: text('ref').notNull(),
    type: text('type').notNull(),
    receivedAt: at('received_at').notNull().defaultNow(),
  },
  (t) => [primaryKey({ columns: [t.provider, t.id] })],
)

/** The payments of the `test` provider, which only it reads and writes. */
export const testPayments = pgTable('test_payments', {
  orderId: uuid('order_id').primaryKey(),
  status: text('status', { enum: ['pending', 'authorized', 'captured', 'canceled', 'refunded'] })
    .notNull()
    .default('pending'),
  amount: bigint('amount', { mode: 'number' }).notNull(),
  currency: text('currency').notNull(),
  /** Where the buyer returns to. */
  returnUrl: text('return_url').notNull(),
  createdAt: at('created_at').notNull().defaultNow(),
  /** How much of it was given back. */
  refunded: bigint('refunded', { mode: 'number' }).notNull().default(0),
})

/** The refunds of the `test` provider. */
export const testRefunds = pgTable('test_refunds', {
  key: text('key').primaryKey(),
  orderId: uuid('order_id').notNull(),
  amount: bigint('amount', { mode: 'number' }).notNull(),
})

export const secrets = pgTable('secrets', {
  name: text('name').primaryKey(),
  value: bytea('value').notNull(),
})

export const signingSecrets = pgTable('signing_secrets', {
  id: integer('id').primaryKey().generatedAlwaysAsIdentity(),
  secret: bytea('secret').notNull(),
  activeFrom: at('active_from').notNull().defaultNow(),
})

export const idempotencyKeys = pgTable(
  'idempotency_keys',
  {
    principal: text('principal').notNull(),
    key: text('key').notNull(),
    requestId: uuid('request_id').notNull(),
    fingerprint: text('fingerprint').notNull(),
    answer: json('answer'),
    leasedUntil: at('leased_until').notNull(),
    createdAt: at('created_at').notNull().defaultNow(),
  },
  (t) => [primaryKey({ columns: [t.principal, t.key] })],
)

export const doneRequests = pgTable('done_requests', {
  id: uuid('id').primaryKey(),
  doneAt: at('done_at').notNull().defaultNow(),
})

export const carts = pgTable(
  'carts',
  {
    principal: text('principal').notNull(),
    userId: text('user_id').notNull(),
    touchedAt: at('touched_at').notNull().defaultNow(),
  },
  (t) => [primaryKey({ columns: [t.principal, t.userId] })],
)

export const cartLines = pgTable(
  'cart_lines',
  {
    principal: text('principal').notNull(),
    userId: text('user_id').notNull(),
    itemId: bigint('item_id', { mode: 'number' }).notNull(),
    saleId: integer('sale_id').notNull(),
    quantity: integer('quantity').notNull(),
    addedAt: at('added_at').notNull().defaultNow(),
  },
  (t) => [primaryKey({ columns: [t.principal, t.userId, t.itemId] })],
)

export const relayCursors = pgTable('relay_cursors', {
  consumer: text('consumer').primaryKey(),
  owner: uuid('owner'),
  leasedUntil: at('leased_until').notNull().default(sql`'-infinity'`),
  term: bigint('term', { mode: 'number' }).notNull().default(0),
  windowFrom: xid8('window_from').notNull().default('0'),
  windowTo: xid8('window_to').notNull().default('0'),
  afterId: bigint('after_id', { mode: 'number' }).notNull().default(0),
  lastId: bigint('last_id', { mode: 'number' }).notNull().default(0),
})

export const webhooks = pgTable('webhooks', {
  id: uuid('id').primaryKey(),
  principal: text('principal').notNull(),
  url: text('url').notNull(),
  types: text('types').array().notNull(),
  secret: text('secret').notNull(),
  signingKey: bytea('signing_key').notNull(),
  status: text('status', { enum: ['enabled', 'disabled'] })
    .notNull()
    .default('enabled'),
  disabledReason: text('disabled_reason'),
  failingSince: at('failing_since'),
  createdAt: at('created_at').notNull().defaultNow(),
})

export const webhookDeliveries = pgTable('webhook_deliveries', {
  id: uuid('id').primaryKey(),
  webhookId: uuid('webhook_id').notNull(),
  eventId: bigint('event_id', { mode: 'number' }).notNull(),
  eventType: text('event_type').notNull(),
  status: text('status', { enum: ['pending', 'delivered', 'failed'] })
    .notNull()
    .default('pending'),
  queued: boolean('queued').notNull().default(false),
  asked: boolean('asked').notNull().default(false),
  attempts: integer('attempts').notNull().default(0),
  responseStatus: integer('response_status'),
  error: text('error'),
  durationMs: integer('duration_ms'),
  nextAttemptAt: at('next_attempt_at').defaultNow(),
  createdAt: at('created_at').notNull().defaultNow(),
  updatedAt: at('updated_at').notNull().defaultNow(),
})

export const apiKeys = pgTable('api_keys', {
  id: uuid('id').primaryKey(),
  partner: text('partner').notNull(),
  place: smallint('place').notNull(),
  hash: bytea('hash').notNull(),
  hint: text('hint').notNull(),
  scopes: text('scopes', { enum: ['buy', 'read', 'webhooks', 'admin'] })
    .array()
    .notNull(),
  createdAt: at('created_at').notNull().defaultNow(),
  lastUsedAt: at('last_used_at'),
  revokedAt: at('revoked_at'),
})

export const operatorActions = pgTable('operator_actions', {
  id: bigserial('id', { mode: 'number' }).primaryKey(),
  at: at('at').notNull().defaultNow(),
  actor: text('actor').notNull(),
  action: text('action').notNull(),
  subject: text('subject').notNull(),
  outcome: text('outcome'),
  traceId: text('trace_id'),
})

export const healthProbes = pgTable('health_probes', {
  at: at('at').notNull().defaultNow(),
  filler: bytea('filler').notNull(),
})

/** Unused: servers of the previous version write it. The next migration may drop it. */
export const consoleSignOuts = pgTable('console_sign_outs', {
  cookie: bytea('cookie').primaryKey(),
  until: at('until').notNull(),
})

// The property names of the following five tables are better-auth's.

export const accounts = pgTable('accounts', {
  /** The account's user id in the ledger. */
  id: text('id').primaryKey(),
  name: text('name').notNull(),
  email: text('email').notNull(),
  emailVerified: boolean('email_verified').notNull(),
  image: text('image'),
  createdAt: at('created_at').notNull().defaultNow(),
  updatedAt: at('updated_at').notNull().defaultNow(),
  /** Whether the history of an item that it owns shows its name. */
  showsName: boolean('shows_name').notNull().default(false),
})

export const accountSessions = pgTable('account_sessions', {
  id: text('id').primaryKey(),
  token: text('token').notNull(),
  userId: text('account_id').notNull(),
  expiresAt: at('expires_at').notNull(),
  ipAddress: text('ip_address'),
  userAgent: text('user_agent'),
  createdAt: at('created_at').notNull().defaultNow(),
  updatedAt: at('updated_at').notNull().defaultNow(),
})

export const accountIdentities = pgTable('account_identities', {
  id: text('id').primaryKey(),
  userId: text('account_id').notNull(),
  providerId: text('issuer').notNull(),
  accountId: text('subject').notNull(),
  accessToken: text('access_token'),
  refreshToken: text('refresh_token'),
  idToken: text('id_token'),
  accessTokenExpiresAt: at('access_token_expires_at'),
  refreshTokenExpiresAt: at('refresh_token_expires_at'),
  scope: text('scope'),
  password: text('password'),
  createdAt: at('created_at').notNull().defaultNow(),
  updatedAt: at('updated_at').notNull().defaultNow(),
})

export const accountVerifications = pgTable('account_verifications', {
  id: text('id').primaryKey(),
  identifier: text('identifier').notNull(),
  value: text('value').notNull(),
  expiresAt: at('expires_at').notNull(),
  createdAt: at('created_at').notNull().defaultNow(),
  updatedAt: at('updated_at').notNull().defaultNow(),
})

export const accountPasskeys = pgTable('account_passkeys', {
  id: text('id').primaryKey(),
  userId: text('account_id').notNull(),
  name: text('name'),
  publicKey: text('public_key').notNull(),
  credentialID: text('credential_id').notNull(),
  counter: bigint('counter', { mode: 'number' }).notNull(),
  deviceType: text('device_type').notNull(),
  backedUp: boolean('backed_up').notNull(),
  transports: text('transports'),
  aaguid: text('aaguid'),
  createdAt: at('created_at').defaultNow(),
})

export const accountGuests = pgTable('account_guests', {
  guestId: text('guest_id').primaryKey(),
  accountId: text('account_id').notNull(),
  linkedAt: at('linked_at').notNull().defaultNow(),
})

export const deletedAccounts = pgTable('deleted_accounts', {
  emailDigest: bytea('email_digest').primaryKey(),
  accountId: text('account_id').notNull(),
  deletedAt: at('deleted_at').notNull().defaultNow(),
})

export const operators = pgTable('operators', {
  email: text('email').primaryKey(),
  role: text('role', { enum: ['merchant', 'viewer', 'operator', 'owner'] }).notNull(),
  createdAt: at('created_at').notNull().defaultNow(),
})

/** Uploaded pictures. Their files are in the picture store. */
export const pictures = pgTable('pictures', {
  /** SHA-256 of the files, in hex. */
  id: text('id').primaryKey(),
  /** Of the larger file, in pixels. */
  width: integer('width').notNull(),
  height: integer('height').notNull(),
  createdAt: at('created_at').notNull().defaultNow(),
})

export const mails = pgTable('mails', {
  id: uuid('id').primaryKey(),
  kind: text('kind').notNull(),
  transport: text('transport', { enum: ['smtp', 'mailbox'] }).notNull(),
  status: text('status', { enum: ['pending', 'sent', 'refused', 'expired'] })
    .notNull()
    .default('pending'),
  dedupeKey: text('dedupe_key'),
  recipient: text('recipient'),
  subject: text('subject'),
  text: text('text'),
  html: text('html'),
  createdAt: at('created_at').notNull().defaultNow(),
  expiresAt: at('expires_at').notNull(),
  nextAttemptAt: at('next_attempt_at').notNull().defaultNow(),
  attempts: integer('attempts').notNull().default(0),
  error: text('error'),
  updatedAt: at('updated_at').notNull().defaultNow(),
})
