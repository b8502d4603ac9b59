import { type Outcome, ok, ROLES, type Role, refuse } from '@hourglass/core/contract'
import { type Context, ledgerRefusal, type Sessions, type SignedIn } from '@hourglass/core/operations'
import type { FastifyRequest } from 'fastify'
import { accountTokenOf } from '../accounts/token.ts'
import type { Allowed } from './procedures.ts'

/** An operator signs in once per working day, although a shopper stays signed in for longer. */
const SESSION_MS = 12 * 3_600_000

/** Who acts in the console: an account with a role, or a program with an admin key, which may do what an owner may. */
export interface Operator {
  /** In the audit log: the account's id, or the key. */
  actor: string
  /** As the console shows it. */
  name: string
  role: Role
  /** The ledger does not respond: this is its last known answer. */
  stale: boolean
}

export interface Guards {
  ctx: Context
  sessions: Sessions
}

/** A merchant is allowed only where merchants are named; every other role is more than the one before. */
export function isAllowed({ role }: Operator, allowed: Allowed): boolean {
  const [least, orMerchant] = allowed.split(' or ') as [Role, string?]
  return role === 'merchant' ? orMerchant !== undefined : ROLES.indexOf(role) >= ROLES.indexOf(least)
}

/** The operator of a request: an account with a role that has signed in within the last twelve hours, or an admin key. */
export const operatorOf = (request: FastifyRequest, guards: Guards): Promise<Outcome<Operator>> =>
  admit(request, guards, guards.sessions.find)

/** The same for reads: during a database outage, a check from the last few minutes still counts. */
export const readerOf = (request: FastifyRequest, guards: Guards): Promise<Outcome<Operator>> =>
  admit(request, guards, guards.sessions.findCached)

async function admit(
  request: FastifyRequest,
  { ctx }: Guards,
  find: (token: string) => Promise<(SignedIn & { stale?: boolean }) | null>,
): Promise<Outcome<Operator>> {
  const { caller } = request
  if (caller) {
    if (!caller.scopes.includes('admin')) return refuse('scope_missing')
    return ok({ actor: `key ${caller.partner} ${caller.keyId}`, name: caller.partner, role: 'owner', stale: false })
  }
  const token = accountTokenOf(ctx.signing.accounts, request)
  try {
    const account = token ? await find(token) : null
    if (!account) return refuse('sign_in_required', { detail: 'Sign in to use the console.' })
    const { accountId: actor, name, role, signedInAt, stale = false } = account
    if (role === null) return refuse('role_missing', { detail: 'Your account has no role in the console.' })
    if (Date.now() - signedInAt.getTime() > SESSION_MS)
      return refuse('sign_in_required', { detail: 'You signed in a while ago. Sign in again to use the console.' })
    return ok({ actor, name, role, stale })
  } catch (error) {
    return ledgerRefusal(error)
  }
}
