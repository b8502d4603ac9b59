import { refuse } from '@hourglass/core/contract'
import {
  type Context,
  endAllSessions,
  endSession,
  ledgerRefusal,
  queueMail,
  type Sessions,
  signInCodeMail,
} from '@hourglass/core/operations'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { RefusedError } from '../problem.ts'
import { type Auth, CODE_S } from './auth.ts'
import { accountTokenOf, clearAccountCookie } from './token.ts'

/** A request to an endpoint. */
export interface Exchange {
  ctx: Context
  sessions: Sessions
  auth: Auth
  request: FastifyRequest
  reply: FastifyReply
}

/**
 * Creates a code and queues its mail. The answer is the same whether there is an account or not, and so is the time it takes: the mail is
 * sent later, by the relay.
 */
export async function sendCode({ ctx, auth, request }: Exchange, { email }: { email: string }): Promise<unknown> {
  const { mail } = ctx.settings
  if (!mail) throw new RefusedError(refuse('sign_in_unavailable'))
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
  { ctx, sessions, request, reply }: Exchange,
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

export const signOutHere = (exchange: Exchange): Promise<unknown> => signOut(exchange, endSession)

export const signOutEverywhere = (exchange: Exchange): Promise<unknown> => signOut(exchange, endAllSessions)
