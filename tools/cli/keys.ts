import { parseArgs } from 'node:util'
import type { ApiKeyView } from '@hourglass/core/contract'
import { createKey, listKeys, revokeKey } from '@hourglass/core/operations'
import { act, type Shop, valueFrom, withShop } from './shop.ts'
import { UsageError } from './usage-error.ts'

const VERBS: Record<string, (shop: Shop, args: string[]) => Promise<void>> = { create, list, revoke }

/** `keys create|list|revoke`. */
export async function keys([name = '', ...args]: string[]): Promise<void> {
  const verb = VERBS[name]
  if (!verb) throw new UsageError(`keys ${name} is no command.`)
  await withShop(process.env, (shop) => verb(shop, args))
}

async function create(shop: Shop, args: string[]): Promise<void> {
  const { partner, scopes } = options(args)
  if (!partner) throw new UsageError('keys create needs --partner.')
  const input = { partner, scopes: (scopes ?? 'buy,read').split(',') }
  const made = await act(shop, 'key.create', partner, () => createKey(shop, input))
  console.log(made.key)
  console.error(`Key ${made.id} of ${partner}, for ${made.scopes.join(', ')}. It is shown this once.`)
}

async function list(shop: Shop, args: string[]): Promise<void> {
  const { partner } = options(args)
  const found = valueFrom(await listKeys(shop, partner === undefined ? {} : { partner }))
  if (found.keys.length === 0) console.log('There are no keys.')
  for (const key of found.keys) console.log(line(key))
}

async function revoke(shop: Shop, [id = '']: string[]): Promise<void> {
  const { partner, hint } = await act(shop, 'key.revoke', id, () => revokeKey(shop, { id }))
  console.log(`The key ${hint} of ${partner} is revoked; within five seconds no server takes it.`)
}

function line(key: ApiKeyView): string {
  const state = key.revoked_at ? `revoked ${key.revoked_at}` : `used ${key.last_used_at ?? 'never'}`
  return [key.id, key.hint, key.partner.padEnd(16), key.scopes.join(',').padEnd(24), state].join('  ')
}

function options(args: string[]): { partner?: string | undefined; scopes?: string | undefined } {
  try {
    return parseArgs({ args, options: { partner: { type: 'string' }, scopes: { type: 'string' } } }).values
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error))
  }
}
