import { createHmac } from 'node:crypto'
import { type Refused, refuse } from '@hourglass/core/contract'
import { normalizeMailAddress } from '@hourglass/core/domain'
import {
  type Context,
  endAllSessions,
  endSession,
  ledgerRefusal,
  parse,
  queueMail,
  type Sessions,
  signInCodeMail,
} from '@hourglass/core/operations'
import { isAPIError } from 'better-auth/api'
import { sql } from 'drizzle-orm'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import type { CountSignIn } from '../callers/rate-limits.ts'
import type { Config } from '../config.ts'
import { RefusedError } from '../problem.ts'
import { inputOf } from '../rest/input.ts'
import { type Auth, BASE_PATH, CODE_S, createAuth, OIDC } from './auth.ts'
import { refusalOf } from './refusals.ts'
import { accountTokenOf, clearAccountCookie } from './token.ts'

const EMAIL_CHARS_MAX = 320
const NAME_CHARS_MAX = 200

const email = z
  .string({ error: (issue) => (issue.input === undefined ? 'is missing' : 'must be a string') })
  .max(EMAIL_CHARS_MAX, `must have at most ${EMAIL_CHARS_MAX} characters`)
  .transform((text, issues) => {
    const address = normalizeMailAddress(text)
    if (address) return address
    issues.addIssue('must be an e-mail address, such as ann@example.com')
    return z.NEVER
  })

/** Six digits; spaces and dashes, as people type them, are dropped. */
const otp = z
  .string({ error: (issue) => (issue.input === undefined ? 'is missing' : 'must be a string') })
  .transform((text) => text.replace(/[\s-]/g, ''))
  .pipe(z.string().regex(/^\d{6}$/, 'must have six digits'))

const name = z
  .string('must be a string')
  .trim()
  .max(NAME_CHARS_MAX, `must have at most ${NAME_CHARS_MAX} characters`)
  .regex(/^[^\p{Cc}\p{Cs}]*$/u, 'must not have control characters')

const id = z
  .string({ error: (issue) => (issue.input === undefined ? 'is missing' : 'must be a string') })
  .min(1)
  .max(100)
const word = z.string().max(20_000)

/** What a browser's authenticator answers (WebAuthn, §5.1). Its content is verified by better-auth. */
const credential = z.looseObject(
  { id: word.min(1), rawId: word.min(1), type: z.literal('public-key'), response: z.record(z.string(), z.unknown()) },
  'must be the answer of an authenticator',
)

/** A page of the storefront: a path, never another site. */
const page = z.string().regex(/^https?:\/\/[^\s]{1,1000}$/, 'must be the address of a page')

interface Endpoint {
  method: 'GET' | 'POST'
  path: string
  input: z.ZodObject
  /** Counts against the limit of sign-ins of the address. */
  counted?: boolean
  /** Answers without better-auth. */
  answer?: (given: Answering, input: never) => Promise<unknown>
}

/** The endpoints of better-auth that the storefront uses. All others do not exist. */
const ENDPOINTS: Endpoint[] = [
  {
    method: 'POST',
    path: '/email-otp/send-verification-otp',
    input: z.strictObject({ email, type: z.literal('sign-in', 'must be sign-in').optional() }),
    counted: true,
    answer: sendCode,
  },
  { method: 'POST', path: '/sign-in/email-otp', input: z.strictObject({ email, otp }), counted: true },
  {
    method: 'POST',
    path: '/sign-in/social',
    input: z.strictObject({
      provider: z.literal(OIDC),
      callbackURL: page,
      errorCallbackURL: page.optional(),
      disableRedirect: z.boolean().optional(),
    }),
    counted: true,
  },
  {
    method: 'GET',
    path: `/callback/${OIDC}`,
    // The issuer may add parameters of its own.
    input: z.looseObject({}),
  },
  { method: 'POST', path: '/sign-out', input: z.strictObject({}), answer: (given) => signOut(given, endSession) },
  {
    method: 'POST',
    path: '/revoke-sessions',
    input: z.strictObject({}),
    answer: (given) => signOut(given, endAllSessions),
  },
  { method: 'POST', path: '/update-user', input: z.strictObject({ name }) },
  {
    method: 'GET',
    path: '/passkey/generate-register-options',
    input: z.strictObject({
      name: name.optional(),
      authenticatorAttachment: z.enum(['platform', 'cross-platform']).optional(),
    }),
  },
  {
    method: 'POST',
    path: '/passkey/verify-registration',
    input: z.strictObject({ response: credential, name: name.optional() }),
  },
  { method: 'GET', path: '/passkey/generate-authenticate-options', input: z.strictObject({}), counted: true },
  {
    method: 'POST',
    path: '/passkey/verify-authentication',
    input: z.strictObject({ response: credential }),
    counted: true,
  },
  { method: 'POST', path: '/passkey/delete-passkey', input: z.strictObject({ id }) },
  { method: 'POST', path: '/passkey/update-passkey', input: z.strictObject({ id, name }) },
]

export interface AccountRoutes {
  ctx: Context
  config: Config
  sessions: Sessions
  countSignIn: CountSignIn
}

interface Answering extends AccountRoutes {
  auth: Auth
  request: FastifyRequest
  reply: FastifyReply
}

/** better-auth at `/auth`, for the storefront: its endpoints, with our checks of the input and our problem documents. */
export function accountRoutes(app: FastifyInstance, given: AccountRoutes): void {
  const auths = new Map<string, Auth>()
  const authFor = (protocol: 'http' | 'https'): Auth => {
    const auth = auths.get(protocol) ?? createAuth(given.ctx, given.config, protocol)
    auths.set(protocol, auth)
    return auth
  }
  for (const { method, path, input: schema, counted, answer } of ENDPOINTS) {
    app.route({
      method,
      url: BASE_PATH + path,
      async handler(request, reply) {
        if (path.includes('/social') || path.startsWith('/callback'))
          if (!given.config.oidc) throw refused('sign_in_unavailable')
        const input = parse(schema, inputOf(request))
        if (!input.ok) throw new RefusedError(input)
        const tooMany = counted ? await given.countSignIn([request, reply], emailOf(input.value, given)) : null
        if (tooMany) throw new RefusedError(tooMany)
        const auth = authFor(request.protocol === 'https' ? 'https' : 'http')
        const exchange = { ...given, auth, request, reply }
        if (answer) return answer(exchange, input.value as never)
        return forward(exchange, input.value)
      },
    })
  }
}

const refused = (code: Refused['code']) => new RefusedError(refuse(code))

/** The bucket of an address: a digest, because Redis must not have addresses. */
function emailOf({ email }: { email?: unknown }, { ctx }: Pick<AccountRoutes, 'ctx'>): string | undefined {
  if (typeof email !== 'string') return undefined
  return createHmac('sha256', ctx.signing.accounts).update(`rate-limit ${email}`).digest('base64url')
}

/**
 * Creates a code and queues its mail. The answer is the same whether there is an account or not, and so is the time it takes: the mail is
 * sent later, by the relay.
 */
async function sendCode({ ctx, auth, request }: Answering, { email }: { email: string }): Promise<unknown> {
  const { mail } = ctx.settings
  if (!mail) throw refused('sign_in_unavailable')
  const code = await auth.api.createVerificationOTP({
    body: { email, type: 'sign-in' },
    headers: new Headers({ host: request.host }),
  })
  await queueMail(ctx, {
    kind: 'sign_in_code',
    to: email,
    content: signInCodeMail({ code, minutes: CODE_S / 60 }),
    expiresAt: new Date(Date.now() + CODE_S * 1_000),
    transport: mail.transport,
  })
  return { success: true }
}

/**
 * Ends the session or all sessions of its account. During a database outage it can only drop the browser's cookie, and the answer says
 * so; better-auth would report a success.
 */
async function signOut(
  { ctx, sessions, request, reply }: Answering,
  end: (ctx: Context, token: string) => Promise<void>,
): Promise<unknown> {
  const token = accountTokenOf(ctx.signing.accounts, request)
  clearAccountCookie(request, reply)
  if (!token) return { success: true }
  sessions.forget(token)
  try {
    await end(ctx, token)
  } catch (error) {
    const detail =
      'This browser is signed out. Other copies of its session stay signed in, because the database is unavailable.'
    throw new RefusedError({ ...ledgerRefusal(error), detail })
  }
  return { success: true }
}

/** The session token stays in its HttpOnly cookie: scripts must not read it. */
const withoutToken = (name: string, value: unknown) => (name === 'token' ? undefined : value)

/**
 * The refusal that an error of better-auth stands for, or `unavailable`: if it cannot read the database, it answers that there is no
 * session.
 */
async function refusalDuringOutage(
  { ctx, sessions, token }: Pick<Answering, 'ctx' | 'sessions'> & { token: string | undefined },
  error: Parameters<typeof refusalOf>[0],
): Promise<Refused> {
  const refused = refusalOf(error)
  try {
    await ctx.db.execute(sql`SELECT 1`)
    if (error.body?.code !== 'UNAUTHORIZED' || !token) return refused
    sessions.forget(token)
    return (await sessions.find(token)) ? refuse('unavailable') : refused
  } catch (outage) {
    return ledgerRefusal(outage)
  }
}

/** Passes a request to better-auth, and its answer back. */
async function forward({ auth, request, reply, ctx, sessions }: Answering, input: object): Promise<unknown> {
  const { method, headers, url, protocol, host } = request
  const target = new URL(url, `${protocol}://${host}`)
  const sent = new Headers()
  for (const name of [
    'cookie',
    'origin',
    'referer',
    'user-agent',
    'sec-fetch-site',
    'sec-fetch-mode',
    'sec-fetch-dest',
  ]) {
    const value = headers[name]
    if (typeof value === 'string') sent.set(name, value)
  }
  sent.set('host', host)
  if (method === 'POST') sent.set('content-type', 'application/json')
  const passed = { method, headers: sent, ...(method === 'POST' && { body: JSON.stringify(input) }) }
  const token = accountTokenOf(ctx.signing.accounts, request)
  const response = await auth.handler(new Request(target, passed)).catch(async (error) => {
    throw isAPIError(error) ? new RefusedError(await refusalDuringOutage({ ctx, sessions, token }, error)) : error
  })
  if (token) sessions.forget(token)
  const text = await response.text()
  if (response.status >= 400) {
    const error = { statusCode: response.status, body: JSON.parse(text) }
    throw new RefusedError(await refusalDuringOutage({ ctx, sessions, token }, error))
  }
  reply.code(response.status)
  for (const cookie of response.headers.getSetCookie()) reply.header('set-cookie', cookie)
  // The answer to a sign-in with an issuer has a location, too; its body says where to go.
  const location = response.status >= 300 ? response.headers.get('location') : null
  if (location) return reply.header('location', location).send()
  return reply.type('application/json').send(JSON.stringify(JSON.parse(text), withoutToken))
}
