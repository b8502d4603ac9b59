import type { OperatorView } from '@hourglass/core/contract'
import { maskMailAddress, normalizeMailAddress } from '@hourglass/core/domain'
import { listOperators, removeOperator, setOperator } from '@hourglass/core/operations'
import type { Command } from './command.ts'
import { act, valueFrom } from './stores.ts'
import { moment, table } from './table.ts'

const HEAD = ['e-mail', 'role', 'since', 'account']

const list: Command = {
  usage: '',
  summary: 'Lists who may use the console',
  async run(shop) {
    const found = valueFrom(await listOperators(shop.ledgerSide(), {}))
    return { value: found, lines: table(HEAD, found.operators.map(cells), 'There are no operators.') }
  },
}

const invite: Command = {
  usage: '<e-mail> [--role owner]',
  summary:
    'Gives an e-mail address a role in the console, or changes it; it applies to anyone who signs in with that address',
  words: [1, 1],
  options: {
    role: 'merchant: its own sales; viewer: reads; operator: also changes sales, webhooks and gates; owner: also keys and operators. Default owner for the first, else viewer',
  },
  async run(shop, { words: [email = ''], options }) {
    const ctx = shop.ledgerSide()
    const { operators } = valueFrom(await listOperators(ctx, {}))
    const role = options.role ?? (operators.some((each) => each.role === 'owner') ? 'viewer' : 'owner')
    const operator = await act(ctx, 'operator.set', subjectOf(email), () => setOperator(ctx, { email, role }))
    const note = `${operator.email} is ${role}: sign in with this address at /console. It takes effect within five seconds.`
    return { value: operator, lines: [note] }
  },
}

const remove: Command = {
  usage: '<e-mail>',
  summary: 'Takes the role from an e-mail address; the account stays',
  words: [1, 1],
  async run(shop, { words: [email = ''] }) {
    const ctx = shop.ledgerSide()
    const removed = await act(ctx, 'operator.remove', subjectOf(email), () => removeOperator(ctx, { email }))
    return { value: removed, lines: [`${removed.email} has no role any more. All servers know within five seconds.`] }
  },
}

/** The audit log has no e-mail addresses. */
const subjectOf = (email: string): string => maskMailAddress(normalizeMailAddress(email) ?? '')

const cells = ({ email, role, created_at, account_id }: OperatorView): string[] => [
  email,
  role,
  moment(created_at),
  account_id ?? 'not signed in yet',
]

export const operators = { 'operators list': list, 'operators invite': invite, 'operators remove': remove }
