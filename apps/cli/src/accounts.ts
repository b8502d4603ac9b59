import { normalizeMailAddress } from '@hourglass/core/domain'
import { endSessionsOf } from '@hourglass/core/operations'
import type { Command } from './command.ts'
import { act } from './stores.ts'
import { UsageError } from './usage-error.ts'

const signOut: Command = {
  usage: '<e-mail> | --all',
  summary: 'Ends all sessions of an account, or of every account; all servers refuse them within five seconds',
  words: [0, 1],
  flags: { all: 'every account: after a leak of the database or of a backup' },
  async run(shop, { words: [email], flags }) {
    if ((email === undefined) === !flags.has('all'))
      throw new UsageError('accounts sign-out needs an e-mail address or --all.')
    const address = email === undefined ? null : normalizeMailAddress(email)
    if (email !== undefined && !address) throw new UsageError(`${email} is not an e-mail address.`)
    const ctx = shop.ledgerSide()
    const ended = await act(ctx, 'account.sign_out', address ? 'one account' : 'all accounts', () =>
      endSessionsOf(ctx, address),
    )
    return {
      value: ended,
      lines: [`${ended.sessions} ${ended.sessions === 1 ? 'session has' : 'sessions have'} ended.`],
    }
  },
}

export const accounts = { 'accounts sign-out': signOut }
