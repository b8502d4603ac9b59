import type { RedisClient } from '../redis.ts'
import { keysOf, STAGED, type Staged, stagedKeyOf } from './keys.ts'
import type { Link } from './link.ts'
import { type Line, writeHeldTake } from './records.ts'
import type { ScriptArg, Scripts } from './scripts.ts'
import { encodeLimits, encodeUnits } from './units.ts'

/** Most fields of a snapshot per call. */
const LOAD_FIELDS_MAX = 1_000
/** Time to live of staged data that is not installed. */
const STAGED_TTL_MS = 60_000

/** Units that a hold or an undecided order keeps off the shelf. */
export interface HeldTake {
  id: string
  kind: 'hold' | 'order'
  userId: string
  lines: readonly Line[]
}

/** The state of a sale in the ledger, to be installed under a new epoch. */
export interface Snapshot {
  saleId: number
  epoch: number
  startsAt: Date
  endsAt: Date | null
  paused: boolean
  buyerLimit: number
  units: readonly { left: number; out: number }[]
  /** Each item's own limit, 0 for none; empty when no item has one. */
  limits: readonly number[]
  buyers: readonly { userId: string; units: number }[]
  /** Buyers' units of items that have a limit. */
  buyerItems: readonly { position: number; userId: string; units: number }[]
  held: readonly HeldTake[]
}

/** Replaces the gate's state with a snapshot of the ledger. `stale`: the gate already has the returned epoch, which is equal or newer. */
export async function installSnapshot(
  stores: { redis: RedisClient; link: Link; scripts: Scripts },
  snapshot: Snapshot,
): Promise<{ status: 'ok' | 'stale'; epoch: number }> {
  const { redis, link, scripts } = stores
  const { saleId, epoch, startsAt, endsAt, buyerLimit, paused, units, limits } = snapshot
  const keys = keysOf(saleId)
  const staged = STAGED.map((name) => stagedKeyOf(saleId, name))
  await link.call('load', () => redis.unlink(...staged))
  for (const [name, fields] of Object.entries(fieldsOf(snapshot)) as [Staged, ScriptArg[]][]) {
    for (let from = 0; from < fields.length; from += 2 * LOAD_FIELDS_MAX) {
      const part = fields.slice(from, from + 2 * LOAD_FIELDS_MAX)
      await link.call('load', () => scripts.load(stagedKeyOf(saleId, name), STAGED_TTL_MS, ...part))
    }
  }
  const [status, installed] = await link.call('install', () =>
    scripts.install(
      keys.meta,
      keys.units,
      keys.limits,
      keys.takes,
      ...STAGED.map((name) => keys[name]),
      ...staged,
      epoch,
      startsAt.getTime(),
      endsAt?.getTime() ?? 0,
      buyerLimit,
      paused ? 1 : 0,
      encodeUnits(units),
      limits.some((limit) => limit > 0) ? encodeLimits(limits) : '',
    ),
  )
  return { status: status === 'ok' ? 'ok' : 'stale', epoch: installed }
}

function fieldsOf(snapshot: Snapshot): Record<Staged, ScriptArg[]> {
  const { buyers, buyerItems, held } = snapshot
  const holds = held.filter((take) => take.kind === 'hold')
  return {
    buyers: buyers.flatMap((buyer) => [buyer.userId, buyer.units]),
    buyerItems: buyerItems.flatMap((share) => [`${share.position} ${share.userId}`, share.units]),
    // The same format as in take.lua, without a lease.
    holds: held.flatMap((take) => [take.id, writeHeldTake(take)]),
    holders: holds.flatMap((take) => [`${take.lines[0]?.position} ${take.userId}`, take.id]),
  }
}
