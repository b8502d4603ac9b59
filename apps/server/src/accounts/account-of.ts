import {
  type AccountExport,
  type AccountView,
  type Outcome,
  ok,
  refuse,
  type SignInMethodsView,
} from '@hourglass/core/contract'
import {
  type Context,
  deleteAccount,
  exportAccount,
  ledgerRefusal,
  readAccount,
  type Sessions,
  type SignedIn,
  showName,
} from '@hourglass/core/operations'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Config } from '../config.ts'
import { FRESH_S } from './auth.ts'
import { accountTokenOf, clearAccountCookie } from './token.ts'

/** What a request may do with the account of its session. */
export interface AccountProcedures {
  methods: SignInMethodsView
  /** null for a guest. */
  read(): Promise<Outcome<AccountView | null>>
  export(): Promise<Outcome<AccountExport>>
  showName(shown: boolean): Promise<Outcome<null>>
  delete(): Promise<Outcome<null>>
}

export function accountOf(
  [request, reply]: [FastifyRequest, FastifyReply],
  { ctx, config, sessions }: { ctx: Context; config: Config; sessions: Sessions },
): AccountProcedures {
  const token = accountTokenOf(ctx.signing.accounts, request)

  /** Runs `work` for the account of the session, if there is one. */
  async function signedIn<T>(work: (account: SignedIn, token: string) => Promise<T>): Promise<T | null> {
    const account = token ? await sessions.find(token) : null
    return account && token ? work(account, token) : null
  }
  const asOutcome = <T>(value: T | null): Outcome<T> => (value === null ? needsSession() : ok(value))

  return {
    methods: {
      code: ctx.settings.mail?.transport ?? 'none',
      passkey: config.passkeyHost,
      oidc: config.oidc?.name ?? null,
    },
    read: () => signedIn(({ accountId }, token) => readAccount(ctx, accountId, token)).then(ok, ledgerRefusal),
    export: () =>
      signedIn(({ accountId }, token) => exportAccount(ctx, accountId, token)).then(asOutcome, ledgerRefusal),
    showName: (shown) =>
      signedIn(async ({ accountId }) => {
        await showName(ctx, accountId, shown)
        return ok(null)
      }).then((outcome) => outcome ?? needsSession(), ledgerRefusal),
    async delete() {
      const outcome = await signedIn(async ({ accountId, signedInAt }) => {
        // An unattended browser must not be able to do this.
        if (Date.now() - signedInAt.getTime() > FRESH_S * 1_000)
          return refuse('sign_in_required', {
            detail: 'You signed in a while ago. Sign in again to delete your account.',
          })
        return deleteAccount(ctx, accountId)
      }).catch(ledgerRefusal)
      if (outcome?.ok) {
        clearAccountCookie(request, reply)
        if (token) sessions.forget(token)
      }
      return outcome ?? needsSession()
    },
  }
}

const needsSession = () => refuse('sign_in_required', { detail: 'Sign in first.' })
