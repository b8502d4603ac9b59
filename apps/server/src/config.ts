import { QUEUE_RATE_MAX } from '@hourglass/core/contract'
import { isLoopback } from '@hourglass/core/domain'
import { readEnvironment } from '@hourglass/core/environment'
import { smtpUrl } from '@hourglass/core/mail-settings'
import { isPictureStore, type LimitRule } from '@hourglass/core/operations'
import { paymentsOf, paymentVariables } from '@hourglass/core/payment-settings'
import { postgresUrl, redisUrl } from '@hourglass/core/store-urls'
import { POOLERS } from '@hourglass/db'
import { z } from 'zod'
import { isAddresses, proxiesOf } from './callers/address.ts'
import type { RateLimits } from './limits.ts'

const UNITS_MS = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000 } as const

const port = z.coerce.number({ error: 'must be a port number' }).int().min(0).max(65_535)
const wholeNumber = (min: number, max: number) =>
  z.coerce.number({ error: 'must be a whole number' }).int('must be a whole number').min(min).max(max)
const duration = z
  .string()
  .regex(/^\d{1,9}(ms|s|m|h)$/, 'must be a duration such as 10s, 15m or 1h')
  .transform((text) => Number.parseInt(text, 10) * UNITS_MS[text.replace(/\d+/, '') as keyof typeof UNITS_MS])

const rate = z
  .string()
  .regex(/^(off|[1-9]\d{0,8}\/[1-9]\d{0,5}(ms|s|m|h))$/, 'must be a rate such as 100/10s, or off')
  .transform((text): LimitRule | null => {
    const [requests, window] = text.split('/')
    return window === undefined ? null : { requests: Number(requests), windowMs: duration.parse(window) }
  })

/** Every environment variable that the server reads, with its format. docs/configuration.md explains each. */
export const variables = z.object({
  PORT: port.default(8080),
  HOST: z.string().min(1).default('127.0.0.1'),
  DATABASE_URL: postgresUrl,
  DATABASE_POOLER: z.enum(POOLERS, { error: `must be one of ${POOLERS.join(', ')}` }).default('none'),
  DATABASE_DIRECT_URL: postgresUrl.optional(),
  DATABASE_HISTORY_URL: postgresUrl.optional(),
  DATABASE_HISTORY_LAG: duration.default(10_000),
  REDIS_URL: redisUrl,
  WEB_ORIGINS: z
    .string()
    .refine(
      (text) =>
        text.split(',').every((origin) => /^https?:\/\/[^\s/]+$/.test(origin.trim()) && URL.canParse(origin.trim())),
      'must be origins such as https://shop.example',
    )
    .default('http://localhost:3000,http://127.0.0.1:3000'),
  TRUST_USER_ID: z.enum(['yes', 'no'], { error: 'must be yes or no' }).optional(),
  TRUSTED_HOSTS: z
    .string()
    .refine(
      (text) => listOf(text).every((host) => HOST_NAME.test(host)),
      'must be host names, each with or without a port',
    )
    .optional(),
  SALE_ITEMS: wholeNumber(1, 100_000).default(10_000),
  SALE_PERIOD: duration.refine((ms) => ms >= 1_000, 'must be at least 1s').default(3_600_000),
  BUYER_LIMIT: wholeNumber(1, 1_000_000).default(10),
  SALE_DOOR: z.enum(['open', 'queue'], { error: 'must be open or queue' }).default('open'),
  QUEUE_RATE: wholeNumber(1, QUEUE_RATE_MAX).default(600),
  QUEUE_PROOF: z.enum(['on', 'off'], { error: 'must be on or off' }).default('on'),
  PASS_TTL: duration.refine((ms) => ms >= 1_000 && ms <= 24 * 3_600_000, 'must be from 1s to 24h').default(10 * 60_000),
  SALE_GUESTS: z.enum(['allowed', 'refused'], { error: 'must be allowed or refused' }).optional(),
  CHECKOUT_TTL: duration.default(15 * 60_000),
  TAKE_LEASE: duration.refine((ms) => ms >= 100, 'must be at least 100ms').default(10_000),
  HOLD_TTL: duration.refine((ms) => ms >= 100, 'must be at least 100ms').default(5 * 60_000),
  ORDER_CLAIM: duration.refine((ms) => ms >= 100, 'must be at least 100ms').default(30_000),
  ACTIONS_KEPT: duration.refine((ms) => ms >= 3_600_000, 'must be at least 1h').default(400 * 24 * 3_600_000),
  PICTURES: z
    .string()
    .refine(
      isPictureStore,
      'must be a folder, or a bucket such as s3://key:secret@s3.example/pictures?region=eu-west-1',
    )
    .default('.data/pictures'),
  ...paymentVariables,
  SALE_PAYMENT: z.enum(['none', 'required'], { error: 'must be none or required' }).optional(),
  PAYMENT_TTL: duration
    .refine((ms) => ms >= 1_000 && ms <= 24 * 3_600_000, 'must be from 1s to 24h')
    .default(10 * 60_000),
  CANCEL_WINDOW: duration.refine((ms) => ms <= 30 * 24 * 3_600_000, 'must be at most 720h').default(0),
  ORDER_STEP: z.string().min(1).optional(),
  COMPATIBILITY_ROUTES: z.enum(['on', 'off'], { error: 'must be on or off' }).default('off'),
  WEBHOOK_PRIVATE_ADDRESSES: z.enum(['allow', 'refuse'], { error: 'must be allow or refuse' }).default('refuse'),
  TRUSTED_PROXIES: z.string().refine(isAddresses, 'must be addresses, CIDR networks or names of networks').optional(),
  RATE_LIMIT_KEY: rate.default({ requests: 5_000, windowMs: 10_000 }),
  RATE_LIMIT_SESSION: rate.default({ requests: 300, windowMs: 10_000 }),
  RATE_LIMIT_ADDRESS: rate.default({ requests: 3_000, windowMs: 10_000 }),
  RATE_LIMIT_ORDERS: rate.default({ requests: 10, windowMs: 10_000 }),
  RATE_LIMIT_JOINS: rate.default({ requests: 120, windowMs: 60_000 }),
  RATE_LIMIT_PICTURES: rate.default({ requests: 20_000, windowMs: 10_000 }),
  RATE_LIMIT_GUESTS: rate.default({ requests: 20, windowMs: 600_000 }),
  RATE_LIMIT_SIGN_INS: rate.default({ requests: 60, windowMs: 600_000 }),
  LIVE_READERS_ADDRESS: wholeNumber(1, 1_000_000).default(500),
  LIVE_READERS_SESSION: wholeNumber(1, 1_000_000).default(10),
  CONNECTIONS_ADDRESS: wholeNumber(1, 1_000_000).default(1_000),
  STOREFRONT_KEY: z.string().min(32, 'must have at least 32 characters').optional(),
  SMTP_URL: smtpUrl.optional(),
  OIDC_ISSUER: z
    .string()
    .regex(/^https?:\/\/[^\s?#]+$/, 'must be the URL of an issuer')
    .optional(),
  OIDC_CLIENT_ID: z.string().min(1).optional(),
  OIDC_CLIENT_SECRET: z.string().min(1).optional(),
  OIDC_NAME: z.string().min(1).max(50).optional(),
  METRICS_PORT: port.optional(),
  METRICS_HOST: z.string().min(1).default('127.0.0.1'),
  OTEL_EXPORTER_OTLP_ENDPOINT: z
    .string()
    .regex(/^https?:\/\//, 'must begin with http:// or https://')
    .optional(),
  OTEL_TRACES_SAMPLER_ARG: z.coerce.number({ error: 'must be a number from 0 to 1' }).min(0).max(1).default(1),
  LOG_LEVEL: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'silent']).default('info'),
})

const listOf = (text: string): string[] =>
  text
    .split(',')
    .map((part) => part.trim().toLowerCase())
    .filter((part) => part !== '')

/** `shop.example`, `shop.example:8443`, `[2001:db8::1]:8080`. */
const HOST_NAME = /^([\w.-]+|\[[\da-f:.]+\])(:\d{1,5})?$/

export type Config = ReturnType<typeof readConfig>

/** Reads and validates the environment. @throws Error that names each invalid variable */
export function readConfig(env: NodeJS.ProcessEnv) {
  const found = readEnvironment(variables, env)
  if (found.DATABASE_POOLER !== 'none' && !found.DATABASE_DIRECT_URL)
    throw new Error('DATABASE_DIRECT_URL is missing: with DATABASE_POOLER, migrations need a direct connection')
  const loopback = isLoopback(found.HOST)
  const webOrigins = found.WEB_ORIGINS.split(',').map((origin) => origin.trim())
  const trustedHosts = listOf(found.TRUSTED_HOSTS ?? '')
  if (found.TRUST_USER_ID === 'yes' && !loopback && trustedHosts.length === 0)
    throw new Error(
      'TRUSTED_HOSTS is missing: TRUST_USER_ID=yes on an address other than loopback needs the host names of trusted requests',
    )
  if (found.PAYMENTS === 'stripe' && !found.STRIPE_WEBHOOK_SECRET)
    throw new Error('STRIPE_WEBHOOK_SECRET is missing: PAYMENTS=stripe needs it')
  return {
    host: found.HOST,
    port: found.PORT,
    databaseUrl: found.DATABASE_URL,
    pooler: found.DATABASE_POOLER,
    directUrl: found.DATABASE_DIRECT_URL ?? found.DATABASE_URL,
    historyUrl: found.DATABASE_HISTORY_URL,
    historyBehindMs: found.DATABASE_HISTORY_LAG,
    redisUrl: found.REDIS_URL,
    webOrigins,
    trustUserId: found.TRUST_USER_ID ? found.TRUST_USER_ID === 'yes' : loopback,
    trustedHosts,
    loopback,
    trustedProxies: proxiesOf(found.TRUSTED_PROXIES ?? ''),
    rateLimits: {
      key: found.RATE_LIMIT_KEY,
      session: found.RATE_LIMIT_SESSION,
      address: found.RATE_LIMIT_ADDRESS,
      orders: found.RATE_LIMIT_ORDERS,
      joins: found.RATE_LIMIT_JOINS,
      pictures: found.RATE_LIMIT_PICTURES,
      guests: found.RATE_LIMIT_GUESTS,
      signIns: found.RATE_LIMIT_SIGN_INS,
    } satisfies RateLimits,
    /** Live streams allowed per address and per session at one server. */
    liveShares: { address: found.LIVE_READERS_ADDRESS, session: found.LIVE_READERS_SESSION },
    connectionsShare: found.CONNECTIONS_ADDRESS,
    storefrontKey: found.STOREFRONT_KEY,
    oidc: oidcOf(found),
    passkeyHost: new URL(webOrigins[0] ?? '').hostname,
    metrics: found.METRICS_PORT === undefined ? undefined : { host: found.METRICS_HOST, port: found.METRICS_PORT },
    traces: found.OTEL_EXPORTER_OTLP_ENDPOINT
      ? { endpoint: found.OTEL_EXPORTER_OTLP_ENDPOINT, ratio: found.OTEL_TRACES_SAMPLER_ARG }
      : undefined,
    compatibilityRoutes: found.COMPATIBILITY_ROUTES === 'on',
    logLevel: found.LOG_LEVEL,
    orderStep: found.ORDER_STEP,
    pictures: found.PICTURES,
    payments: paymentsOf(found, webOrigins[0] ?? ''),
    settings: {
      saleItems: found.SALE_ITEMS,
      salePeriodMs: found.SALE_PERIOD,
      buyerLimit: found.BUYER_LIMIT,
      guests: found.SALE_GUESTS ?? (loopback ? 'allowed' : 'refused'),
      door: found.SALE_DOOR,
      payment: paymentOf(found),
      queue: { ratePerMinute: found.QUEUE_RATE, passMs: found.PASS_TTL, proof: found.QUEUE_PROOF === 'on' },
      checkoutTtlMs: found.CHECKOUT_TTL,
      takeLeaseMs: found.TAKE_LEASE,
      holdMs: found.HOLD_TTL,
      paymentMs: found.PAYMENT_TTL,
      cancelMs: found.CANCEL_WINDOW,
      orderClaimMs: found.ORDER_CLAIM,
      actionsKeptMs: found.ACTIONS_KEPT,
      // The development mailbox is only for a server that no other machine can reach, not even through a proxy.
      mail:
        found.SMTP_URL || (loopback && !found.TRUSTED_PROXIES)
          ? { transport: found.SMTP_URL ? ('smtp' as const) : ('mailbox' as const), storefront: webOrigins[0] ?? '' }
          : undefined,
      webhookPrivateAddresses: found.WEBHOOK_PRIVATE_ADDRESSES === 'allow',
    },
  }
}

/** Whether sales that do not say take payment. @throws Error if they should, but nobody takes payments */
function paymentOf({ PAYMENTS: provider, SALE_PAYMENT: payment }: z.output<typeof variables>): 'none' | 'required' {
  if (payment === 'required' && provider === 'none')
    throw new Error('PAYMENTS is missing: SALE_PAYMENT=required needs a provider')
  return payment ?? (provider === 'none' ? 'none' : 'required')
}

/** The OpenID Connect issuer that shoppers can sign in with. @throws Error if only a part of its settings is given */
function oidcOf({
  OIDC_ISSUER: issuer,
  OIDC_CLIENT_ID: clientId,
  OIDC_CLIENT_SECRET: clientSecret,
  OIDC_NAME: name,
}: z.output<typeof variables>) {
  const given = [issuer, clientId, clientSecret]
  if (given.every((value) => value === undefined)) return undefined
  if (!issuer || !clientId || !clientSecret)
    throw new Error('OIDC_ISSUER, OIDC_CLIENT_ID and OIDC_CLIENT_SECRET must be given together')
  return { issuer, clientId, clientSecret, name: name ?? new URL(issuer).hostname }
}
