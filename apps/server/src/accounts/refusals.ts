import { type RefusalCode, type Refused, refuse } from '@hourglass/core/contract'

const failed = (detail: string): Refused => refuse('sign_in_failed', { detail })
const invalidField = (pointer: string, detail: string): Refused =>
  refuse('invalid_request', { detail, errors: [{ pointer, detail }] })

/** A wrong, used, expired or foreign code: one answer for all, so that it does not tell which addresses have one. */
const wrongCode = failed('That code isn’t right or has expired. Check it, or ask for a new one.')
const wrongPasskey = failed('That passkey isn’t known here. Sign in another way.')

/** better-auth's error codes as refusals of ours. */
const REFUSALS: Record<string, Refused> = {
  INVALID_OTP: wrongCode,
  OTP_EXPIRED: wrongCode,
  TOO_MANY_ATTEMPTS: failed('Too many wrong codes. Ask for a new one.'),
  INVALID_EMAIL: invalidField('#/email', 'email must be an e-mail address, such as ann@example.com'),
  PASSKEY_NOT_FOUND: wrongPasskey,
  AUTHENTICATION_FAILED: wrongPasskey,
  CHALLENGE_NOT_FOUND: failed('That took too long. Try again.'),
  FAILED_TO_VERIFY_REGISTRATION: failed('That passkey couldn’t be added. Try again.'),
  YOU_ARE_NOT_ALLOWED_TO_REGISTER_THIS_PASSKEY: failed('You signed in to another account. Try again.'),
  UNAUTHORIZED: refuse('sign_in_required', { detail: 'Sign in first.' }),
  SESSION_NOT_FRESH: refuse('sign_in_required', { detail: 'You signed in a while ago. Sign in again to change this.' }),
  PROVIDER_NOT_FOUND: refuse('sign_in_unavailable'),
  INVALID_ORIGIN: refuse('origin_not_allowed'),
  MISSING_OR_NULL_ORIGIN: refuse('origin_not_allowed'),
  INVALID_CALLBACK_URL: invalidField('#/callbackURL', 'callbackURL must be a page of this storefront'),
  INVALID_ERROR_CALLBACK_URL: invalidField('#/errorCallbackURL', 'errorCallbackURL must be a page of this storefront'),
}

const BY_STATUS: Record<number, RefusalCode> = { 401: 'sign_in_required', 403: 'sign_in_failed', 404: 'sign_in_failed' }

/** The refusal that an error of better-auth stands for. */
export function refusalOf({
  statusCode,
  body,
}: {
  statusCode: number
  body?: { code?: unknown } | undefined
}): Refused {
  const known = REFUSALS[String(body?.code)]
  if (known) return known
  return statusCode >= 500 ? refuse('internal_error') : refuse(BY_STATUS[statusCode] ?? 'sign_in_failed')
}
