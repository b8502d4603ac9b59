import { mailAddress } from '@hourglass/core/operations'
import { z } from 'zod'
import { type Exchange, sendCode, signOutEverywhere, signOutHere } from './answers.ts'
import { NAME_CHARS_MAX, OIDC } from './auth.ts'

const text = z.string({ error: (issue) => (issue.input === undefined ? 'is missing' : 'must be a string') })

/** Six digits; spaces and dashes, as people type them, are dropped. */
const otp = text
  .transform((typed) => typed.replace(/[\s-]/g, ''))
  .pipe(z.string().regex(/^\d{6}$/, 'must have six digits'))

const name = text
  .trim()
  .max(NAME_CHARS_MAX, `must have at most ${NAME_CHARS_MAX} characters`)
  .regex(/^[^\p{Cc}\p{Cs}]*$/u, 'must not have control characters')

const id = text.min(1, 'must not be empty').max(100, 'is too long')
const word = z.string().max(20_000)

/** What a browser's authenticator answers (WebAuthn, §5.1). Its content is verified by better-auth. */
const credential = z.looseObject(
  { id: word.min(1), rawId: word.min(1), type: z.literal('public-key'), response: z.record(z.string(), z.unknown()) },
  'must be the answer of an authenticator',
)

/** A page to return to. better-auth refuses those of other sites. */
const page = z.string().regex(/^https?:\/\/[^\s]{1,1000}$/, 'must be the address of a page')

export interface Endpoint {
  method: 'GET' | 'POST'
  path: string
  input: z.ZodObject
  /** Counts against the limit of sign-ins of the address. */
  counted?: boolean
  /** Exists only with an OpenID Connect issuer. */
  needsIssuer?: boolean
  /** Answers without better-auth. */
  answer?: (exchange: Exchange, input: never) => Promise<unknown>
}

/** The endpoints of better-auth that the storefront uses. All others do not exist. */
export const ENDPOINTS: Endpoint[] = [
  {
    method: 'POST',
    path: '/email-otp/send-verification-otp',
    input: z.strictObject({ email: mailAddress, type: z.literal('sign-in', 'must be sign-in').optional() }),
    counted: true,
    answer: sendCode,
  },
  { method: 'POST', path: '/sign-in/email-otp', input: z.strictObject({ email: mailAddress, otp }), counted: true },
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
    needsIssuer: true,
  },
  {
    method: 'GET',
    path: `/callback/${OIDC}`,
    // The issuer may add parameters of its own.
    input: z.looseObject({}),
    needsIssuer: true,
  },
  { method: 'POST', path: '/sign-out', input: z.strictObject({}), answer: signOutHere },
  {
    method: 'POST',
    path: '/revoke-sessions',
    input: z.strictObject({}),
    answer: signOutEverywhere,
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
