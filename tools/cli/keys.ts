import type { ApiKeyView } from '@hourglass/core/contract'
import { createKey, listKeys, revokeKey } from '@hourglass/core/operations'
import type { Command } from './command.ts'
import { act, valueFrom } from './stores.ts'
import { moment, table } from './table.ts'
import { UsageError } from './usage-error.ts'

const create: Command = {
  takes: '--partner acme [--scopes buy,read,webhooks,admin]',
  summary: 'Makes a key and shows it this once; a partner has two at a time',
  options: { partner: 'whose it is', scopes: 'what it is good for; buy,read when left out' },
  async run(shop, { options: { partner, scopes } }) {
    if (!partner) throw new UsageError('keys create needs --partner.')
    const ctx = shop.ledgerSide()
    const input = { partner, scopes: (scopes ?? 'buy,read').split(',') }
    const made = await act(ctx, 'key.create', partner, () => createKey(ctx, input))
    const note = `Key ${made.id} of ${partner}, for ${made.scopes.join(', ')}. It is shown this once.`
    return { value: made, lines: [made.key], note }
  },
}

const list: Command = {
  takes: '[--partner acme]',
  summary: 'The newest 200 keys, the revoked ones too',
  options: { partner: 'of this partner only' },
  async run(shop, { options: { partner } }) {
    const found = valueFrom(await listKeys(shop.ledgerSide(), partner === undefined ? {} : { partner }))
    const head = ['id', 'key', 'partner', 'scopes', 'used', 'revoked']
    return { value: found, lines: table(head, found.keys.map(cells), 'There are no keys.') }
  },
}

const revoke: Command = {
  takes: '<id>',
  summary: 'Ends a key; within five seconds no server takes it',
  words: [1, 1],
  async run(shop, { words: [id = ''] }) {
    const ctx = shop.ledgerSide()
    const key = await act(ctx, 'key.revoke', id, () => revokeKey(ctx, { id }))
    const line = `The key ${key.hint} of ${key.partner} is revoked; within five seconds no server takes it.`
    return { value: key, lines: [line] }
  },
}

const cells = (key: ApiKeyView): string[] => [
  key.id,
  key.hint,
  key.partner,
  key.scopes.join(','),
  moment(key.last_used_at) || 'never',
  moment(key.revoked_at),
]

export const keys = { 'keys create': create, 'keys list': list, 'keys revoke': revoke }
