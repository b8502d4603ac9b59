import { passkeyClient } from '@better-auth/passkey/client'
import { createAuthClient } from 'better-auth/client'
import { emailOTPClient } from 'better-auth/client/plugins'
import { useMemo } from 'react'
import { useShop } from '../shop/shop'
import { signInTrouble } from '../words/account'
import type { Sentences } from '../words/sentences'
import { troubleWords } from '../words/trouble'

/** Timeout of a call. */
const ANSWER_MS = 8_000

/** better-auth's client (16 kB): only what is loaded on demand imports it. */
const createAuth = (apiOrigin: string) =>
  createAuthClient({
    baseURL: `${apiOrigin}/auth`,
    fetchOptions: { credentials: 'include', timeout: ANSWER_MS },
    plugins: [emailOTPClient(), passkeyClient()],
  })

export function useAuth() {
  const { apiOrigin } = useShop()
  return useMemo(() => createAuth(apiOrigin), [apiOrigin])
}

export type Auth = ReturnType<typeof createAuth>

/** A problem document of ours, or an error of the browser's authenticator. */
interface Failure {
  status?: number
  code?: string | undefined
  detail?: string
}

/** A call that was refused. */
export class AuthRefused extends Error {
  override name = 'AuthRefused'
  readonly failure: Failure
  constructor(failure: Failure) {
    super(failure.code ?? 'refused')
    this.failure = failure
  }
}

/** The data of a call. @throws AuthRefused; another error if there was no response */
export async function answerOf<T>(call: Promise<{ data: T | null; error: Failure | null }>): Promise<T | null> {
  const { data, error } = await call
  if (error) throw new AuthRefused(error)
  return data
}

/** Shoppers close the dialog of their browser, or it times out (WebAuthn, section 6.3). */
const NO_PASSKEY = ['AUTH_CANCELLED', 'ERROR_CEREMONY_ABORTED', 'ERROR_PASSTHROUGH_SEE_CAUSE_PROPERTY']

interface Fitting {
  /** For input that the server refused. */
  invalid?: string
  /** For a passkey that was not used. */
  noPasskey?: string
}

/** A failure as the shopper reads it, with sentences that fit the form. */
export function failureWords(
  error: unknown,
  sentences: Sentences,
  { invalid = signInTrouble.failed, noPasskey = signInTrouble.noPasskey }: Fitting = {},
): string {
  if (!(error instanceof AuthRefused)) return troubleWords(error, sentences)
  const { code = '', detail } = error.failure
  if (code === 'invalid_request') return invalid
  if (NO_PASSKEY.includes(code)) return noPasskey
  if (code === 'ERROR_AUTHENTICATOR_PREVIOUSLY_REGISTERED') return signInTrouble.passkeyExists
  return detail ?? signInTrouble.failed
}

/** The session is too old for a change, or has ended. */
export const needsSignIn = (error: unknown): boolean =>
  error instanceof AuthRefused && error.failure.code === 'sign_in_required'
