import type { ApiKeyView } from '@hourglass/core/contract'
import { createKey, listKeys, revokeKey } from '@hourglass/core/operations'
import type { Command } from './command.ts'
import { act, valueFrom } from './stores.ts'
import { moment, table } from './table.ts'
import { UsageError } from './usage-error.ts'

const create: Command = {
  usage: '--partner acme [--scopes buy,read,webhooks,admin] [--test]',
  summary: 'Creates an API key and shows it once; a partner can have two live and two test keys at a time',
  options: { partner: 'name of the partner', scopes: 'comma-separated; default buy,read' },
  flags: { test: 'a test key (hg_test_…): it sees test sales only' },
  async run(shop, { options: { partner, scopes }, flags }) {
    if (!partner) throw new UsageError('keys create needs --partner.')
    const ctx = shop.ledgerSide()
    const input = { partner, scopes: (scopes ?? 'buy,read').split(','), test: flags.has('test') }
    const created = await act(ctx, 'key.create', partner, () => createKey(ctx, input))
    const note = `Key ${created.id} for ${partner}, scopes ${created.scopes.join(', ')}. It will not be shown again.`
    return { value: created, lines: [created.key], note }
  },
}

const list: Command = {
  usage: '[--partner acme]',
  summary: 'Lists the newest 200 keys, including revoked ones',
  options: { partner: 'list only the keys of this partner' },
  async run(shop, { options: { partner } }) {
    const found = valueFrom(await listKeys(shop.ledgerSide(), partner === undefined ? {} : { partner }))
    const head = ['id', 'key', 'partner', 'kind', 'scopes', 'used', 'revoked']
    return { value: found, lines: table(head, found.keys.map(cells), 'There are no keys.') }
  },
}

const revoke: Command = {
  usage: '<id>',
  summary: 'Revokes a key; all servers reject it within five seconds',
  words: [1, 1],
  async run(shop, { words: [id = ''] }) {
    const ctx = shop.ledgerSide()
    const key = await act(ctx, 'key.revoke', id, () => revokeKey(ctx, { id }))
    const line = `Key ${key.hint} of ${key.partner} is revoked. All servers reject it within five seconds.`
    return { value: key, lines: [line] }
  },
}

const cells = (key: ApiKeyView): string[] => [
  key.id,
  key.hint,
  key.partner,
  key.test ? 'test' : 'live',
  key.scopes.join(','),
  moment(key.last_used_at) || 'never',
  moment(key.revoked_at),
]

export const keys = { 'keys create': create, 'keys list': list, 'keys revoke': revoke }
