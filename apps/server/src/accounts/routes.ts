import { createHmac } from 'node:crypto'
import { type Refused, refuse } from '@hourglass/core/contract'
import { type Context, ledgerRefusal, parse, type Sessions } from '@hourglass/core/operations'
import { isAPIError } from 'better-auth/api'
import { sql } from 'drizzle-orm'
import type { FastifyInstance } from 'fastify'
import type { CountSignIn } from '../callers/rate-limits.ts'
import type { Config } from '../config.ts'
import { RefusedError } from '../problem.ts'
import { inputOf } from '../rest/input.ts'
import type { Exchange } from './answers.ts'
import { type Auth, BASE_PATH, createAuth } from './auth.ts'
import { ENDPOINTS } from './endpoints.ts'
import { refusalOf } from './refusals.ts'
import { accountTokenOf } from './token.ts'

export interface AccountRoutes {
  ctx: Context
  config: Config
  sessions: Sessions
  countSignIn: CountSignIn
}

/** better-auth at `/auth`, for the storefront: its endpoints, with our checks of the input and our problem documents. */
export function accountRoutes(app: FastifyInstance, given: AccountRoutes): void {
  const auths = new Map<string, Auth>()
  const authFor = (protocol: 'http' | 'https'): Auth => {
    const auth = auths.get(protocol) ?? createAuth(given.ctx, given.config, protocol)
    auths.set(protocol, auth)
    return auth
  }
  for (const { method, path, input: schema, counted, needsIssuer, answer } of ENDPOINTS) {
    app.route({
      method,
      url: BASE_PATH + path,
      async handler(request, reply) {
        if (needsIssuer && !given.config.oidc) throw new RefusedError(refuse('sign_in_unavailable'))
        const input = parse(schema, inputOf(request))
        if (!input.ok) throw new RefusedError(input)
        const tooMany = counted ? await given.countSignIn([request, reply], bucketOf(input.value, given)) : null
        if (tooMany) throw new RefusedError(tooMany)
        const auth = authFor(request.protocol === 'https' ? 'https' : 'http')
        const exchange = { ctx: given.ctx, sessions: given.sessions, auth, request, reply }
        if (answer) return answer(exchange, input.value as never)
        return forward(exchange, input.value)
      },
    })
  }
}

/** The bucket of an address: a digest, because Redis must not have addresses. */
function bucketOf({ email }: { email?: unknown }, { ctx }: Pick<AccountRoutes, 'ctx'>): string | undefined {
  if (typeof email !== 'string') return undefined
  return createHmac('sha256', ctx.signing.accounts).update(`rate-limit ${email}`).digest('base64url')
}

/** The session token stays in its HttpOnly cookie: scripts must not read it. */
const withoutToken = (name: string, value: unknown) => (name === 'token' ? undefined : value)

/**
 * The refusal that an error of better-auth stands for, or `unavailable`: if it cannot read the database, it answers that there is no
 * session.
 */
async function refusalDuringOutage(
  { ctx, sessions, token }: Pick<Exchange, 'ctx' | 'sessions'> & { token: string | undefined },
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
async function forward({ auth, request, reply, ctx, sessions }: Exchange, input: object): Promise<unknown> {
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
