import { randomUUIDv7 } from 'node:crypto'
import { drizzleAdapter } from '@better-auth/drizzle-adapter'
import { passkey } from '@better-auth/passkey'
import { normalizeMailAddress } from '@hourglass/core/domain'
import { type Context, formerAccountId } from '@hourglass/core/operations'
import { schema } from '@hourglass/db'
import { APIError } from 'better-auth/api'
import { betterAuth } from 'better-auth/minimal'
import { emailOTP, genericOAuth } from 'better-auth/plugins'
import { eq } from 'drizzle-orm'
import type { Config } from '../config.ts'

/** How long a code is valid, in seconds. It leaves room for slow mail and for servers whose clocks differ by a few minutes. */
export const CODE_S = 10 * 60
/** Wrong codes before a code is void: one guess in 300,000 succeeds. */
const CODE_TRIES_MAX = 3
/** How long a sign-in lasts, in seconds. */
const SESSION_S = 30 * 24 * 3_600
/** For this long after signing in, a shopper can change passkeys and delete the account without signing in again, in seconds. */
export const FRESH_S = 24 * 3_600
export const NAME_CHARS_MAX = 200
const USER_AGENT_CHARS_MAX = 300

export const BASE_PATH = '/auth'
/** The OpenID Connect issuer's name in addresses and in the table of identities. */
export const OIDC = 'oidc'

export type AccountConfig = Pick<Config, 'oidc' | 'passkeyHost' | 'webOrigins'>

export type Auth = ReturnType<typeof createAuth>

/**
 * better-auth over our tables. Its own rate limit is off: `routes.ts` counts across servers. `protocol`: of the requests that it
 * serves; over HTTPS its cookies are secure.
 */
export function createAuth(ctx: Context, config: AccountConfig, protocol: 'http' | 'https') {
  const { oidc } = config
  return betterAuth({
    appName: 'Hourglass',
    basePath: BASE_PATH,
    baseURL: { allowedHosts: ['**'], protocol },
    secret: ctx.signing.accounts.toString('base64url'),
    trustedOrigins: config.webOrigins,
    telemetry: { enabled: false },
    rateLimit: { enabled: false },
    // Its messages may name addresses, so only their level is passed on.
    logger: {
      level: 'error',
      log: (level) => ctx.log.warn({ event: 'accounts.failed', level }, 'sign-in library error'),
    },
    onAPIError: { throw: true, errorURL: `${config.webOrigins[0]}/sign-in` },
    advanced: {
      cookiePrefix: 'hg',
      useSecureCookies: protocol === 'https',
      ipAddress: { disableIpTracking: true },
      database: { generateId: ({ model }) => (model === 'user' ? `account:${randomUUIDv7()}` : randomUUIDv7()) },
    },
    session: { expiresIn: SESSION_S, freshAge: FRESH_S, disableSessionRefresh: true },
    account: { accountLinking: { enabled: true, trustedProviders: [] }, updateAccountOnSignIn: false },
    database: drizzleAdapter(ctx.db, {
      provider: 'pg',
      transaction: true,
      schema: {
        user: schema.accounts,
        session: schema.accountSessions,
        account: schema.accountIdentities,
        verification: schema.accountVerifications,
        passkey: schema.accountPasskeys,
      },
    }),
    databaseHooks: {
      user: { create: { before: async (user) => ({ data: await newAccount(ctx, user) }) } },
      session: {
        create: {
          // Operators' sign-ins are in the audit log.
          after: async ({ userId }) => logOperatorSignIn(ctx, userId),
          before: async ({ userAgent, ...session }) => ({
            data: { ...session, ipAddress: null, userAgent: userAgent?.slice(0, USER_AGENT_CHARS_MAX) ?? null },
          }),
        },
      },
      // The issuer's tokens are needed for the sign-in only.
      account: { create: { before: async (identity) => ({ data: { ...identity, ...NO_TOKENS } }) } },
      verification: {
        create: {
          // One code per address: an earlier one no longer works, even if the servers' clocks differ.
          async before({ identifier }) {
            const { accountVerifications } = schema
            await ctx.db.delete(accountVerifications).where(eq(accountVerifications.identifier, identifier))
          },
        },
      },
    },
    plugins: [
      emailOTP({
        expiresIn: CODE_S,
        allowedAttempts: CODE_TRIES_MAX,
        storeOTP: 'hashed',
        // Not used: `routes.ts` creates codes and queues their mail.
        sendVerificationOTP: async () => {},
      }),
      passkey({ rpID: config.passkeyHost, rpName: 'Hourglass', advanced: { webAuthnChallengeCookie: 'passkey' } }),
      ...(oidc
        ? [
            genericOAuth({
              config: [
                {
                  providerId: OIDC,
                  name: oidc.name,
                  discoveryUrl: `${oidc.issuer.replace(/\/$/, '')}/.well-known/openid-configuration`,
                  requireIdTokenVerification: true,
                  clientId: oidc.clientId,
                  clientSecret: oidc.clientSecret,
                  scopes: ['openid', 'email', 'profile'],
                  disableProviderLogout: true,
                },
              ],
            }),
          ]
        : []),
    ],
  })
}

async function logOperatorSignIn({ db }: Context, accountId: string): Promise<void> {
  const { accounts, operatorActions, operators } = schema
  const [operator] = await db
    .select({ role: operators.role })
    .from(operators)
    .innerJoin(accounts, eq(accounts.email, operators.email))
    .where(eq(accounts.id, accountId))
  if (operator)
    await db
      .insert(operatorActions)
      .values({ actor: accountId, action: 'account.sign_in', subject: operator.role, outcome: 'ok' })
}

const NO_TOKENS = {
  accessToken: null,
  refreshToken: null,
  idToken: null,
  accessTokenExpiresAt: null,
  refreshTokenExpiresAt: null,
}

/** @throws APIError for an issuer's address that is not verified or not valid */
async function newAccount<User extends { email: string; emailVerified: boolean; name: string }>(
  ctx: Context,
  user: User,
) {
  const email = normalizeMailAddress(user.email)
  if (!user.emailVerified) throw new APIError('FORBIDDEN', { code: 'EMAIL_NOT_VERIFIED', message: 'not verified' })
  if (!email) throw new APIError('BAD_REQUEST', { code: 'INVALID_EMAIL', message: 'not valid' })
  const name = user.name
    .replace(/[\p{Cc}\p{Cs}]/gu, '')
    .trim()
    .slice(0, NAME_CHARS_MAX)
  const former = await formerAccountId(ctx, email)
  return { ...user, email, name, image: null, ...(former && { id: former }) }
}
