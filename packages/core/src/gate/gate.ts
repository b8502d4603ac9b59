import type { Redis } from 'ioredis'
import { type Comparison, readComparison } from './comparison.ts'
import { keysOf } from './keys.ts'
import { type Line, type LineRefusal, readLines, readRefusals } from './lines.ts'
import { createLink, type Link } from './link.ts'
import { defineScripts, type Scripts } from './scripts.ts'
import { createSeqWatch, type SeqWatch } from './seq-watch.ts'
import { decodeUnits, encodeUnits, type Units } from './units.ts'

/** Buyers of a snapshot that go to Redis in one call. */
const LOAD_BUYERS_MAX = 1_000
/** A staged snapshot that nobody installs is gone after this. */
const STAGED_TTL_MS = 60_000
/** Overdue takes handed to the sweeper at once. */
export const OVERDUE_TAKES_MAX = 500

/** The sale as the gate must know it: which one, and under which epoch the caller believes it to be. */
export interface GateSale {
  id: number
  epoch: number
}

/** What every script may answer before it does anything. */
export type Fenced = { status: 'no_epoch' | 'stale' }
type Closed = { status: 'not_open' | 'closed' }
type Unopened = { status: 'unknown' | 'used' | 'not_yours' }

export type CheckoutReply =
  | Fenced
  | Closed
  | Unopened
  | { status: 'sold_out' | 'too_many' | 'taken' }
  | { status: 'ok'; positions: number[] }

export interface Taken {
  status: 'taken' | 'refused'
  buyer: string
  taken: Line[]
  refused: { position: number; reason: LineRefusal }[]
}
export type TakeReply = Fenced | Closed | Unopened | Taken
export type LookReply =
  | { status: 'no_epoch' }
  | { status: 'unchanged' }
  | { status: 'ok'; epoch: number; seq: number; units: Units }

export interface Snapshot {
  saleId: number
  epoch: number
  startsAt: Date
  endsAt: Date | null
  buyerLimit: number
  units: readonly { left: number; out: number }[]
  buyers: readonly { userId: string; units: number }[]
}

export type Gate = ReturnType<typeof createGate>

export interface GateEvents {
  onLink(up: boolean, why: string): void
  /** A seq fell: Redis was rolled back behind our back. */
  onRollback(saleId: number): void
}

/** Typed callers of the scripts, one each. @throws GateUnavailable within GATE_DEADLINE_MS when Redis does not answer */
export function createGate(redis: Redis, events: GateEvents) {
  const link: Link = createLink(redis, events.onLink)
  const scripts: Scripts = defineScripts(redis)
  const seqs: SeqWatch = createSeqWatch(events.onRollback)

  /** Runs a script of a sale under the epoch the caller believes in, and watches the seq it gives. */
  async function run(sale: GateSale, send: () => Promise<[status: string, seq: number, ...rest: unknown[]]>) {
    const reply = await link.call(send)
    if (reply[0] !== 'stale' && reply[0] !== 'no_epoch') seqs.saw(sale, Number(reply[1]))
    return reply
  }

  return {
    get up() {
      return link.up
    },
    ping: () => link.call(() => redis.ping()),
    close: () => link.close(),

    async checkout(
      sale: GateSale,
      input: { id: string; mode: 'new' | 'add'; userId: string; positions: number[]; ttlMs: number; itemsMax: number },
    ): Promise<CheckoutReply> {
      const keys = keysOf(sale.id)
      const { id, ttlMs, mode, itemsMax, userId, positions } = input
      const [status, , found] = await run(sale, () =>
        scripts.checkout(
          ...[keys.meta, keys.units, keys.takes, keys.checkout(sale.epoch, id)],
          ...[sale.epoch, id, ttlMs, mode, itemsMax, userId, ...positions],
        ),
      )
      if (status === 'ok') return { status, positions: String(found).split(',').map(Number) }
      return { status } as CheckoutReply
    },

    async take(
      sale: GateSale,
      input: { id: string; leaseMs: number; userId?: string | undefined; record?: CheckoutRecord | undefined },
    ): Promise<TakeReply> {
      const keys = keysOf(sale.id)
      const { record } = input
      const text = record ? `${record.positions.join(',')} ${record.userId}` : ''
      const [status, , buyer, taken, refused] = await run(sale, () =>
        scripts.take(
          ...[keys.meta, keys.units, keys.buyers, keys.takes, keys.checkout(sale.epoch, input.id)],
          ...[sale.epoch, input.id, input.leaseMs, input.userId ?? '', text, Math.ceil(record?.ttlMs ?? 0)],
        ),
      )
      if (status !== 'taken' && status !== 'refused') return { status } as TakeReply
      return { status, buyer: String(buyer), taken: readLines(String(taken)), refused: readRefusals(String(refused)) }
    },

    async settle(sale: GateSale, id: string): Promise<string> {
      const keys = keysOf(sale.id)
      const send = () =>
        scripts.settle(keys.meta, keys.units, keys.takes, keys.checkout(sale.epoch, id), sale.epoch, id)
      return (await run(sale, send))[0]
    },

    /** `void`: the ledger will never commit this id. */
    async release(sale: GateSale, id: string, why: 'void' | '' = ''): Promise<string> {
      const keys = keysOf(sale.id)
      const send = () =>
        scripts.release(
          keys.meta,
          keys.units,
          keys.buyers,
          keys.takes,
          keys.checkout(sale.epoch, id),
          sale.epoch,
          id,
          why,
        )
      return (await run(sale, send))[0]
    },

    /** Forgets a checkout; whoever needs it reads it back from the ledger. */
    async forgetCheckout(sale: GateSale, id: string): Promise<void> {
      await link.call(() => redis.unlink(keysOf(sale.id).checkout(sale.epoch, id)))
    },

    async overdue(sale: GateSale): Promise<Fenced | { status: 'ok'; ids: string[] }> {
      const keys = keysOf(sale.id)
      const [status, , ...ids] = await run(sale, () =>
        scripts.overdue(keys.meta, keys.takes, sale.epoch, OVERDUE_TAKES_MAX),
      )
      return status === 'ok' ? { status, ids: ids.map(String) } : ({ status } as Fenced)
    },

    /** Swaps a snapshot of the ledger in. `stale`: the gate has the given epoch, which is equal or newer. */
    async install(snapshot: Snapshot): Promise<{ status: 'ok' | 'stale'; epoch: number }> {
      const keys = keysOf(snapshot.saleId)
      await link.call(() => redis.unlink(keys.staged))
      for (let from = 0; from < snapshot.buyers.length; from += LOAD_BUYERS_MAX) {
        const part = snapshot.buyers.slice(from, from + LOAD_BUYERS_MAX)
        await link.call(() => scripts.load(keys.staged, STAGED_TTL_MS, ...part.flatMap((b) => [b.userId, b.units])))
      }
      const { epoch, startsAt, endsAt, buyerLimit, units } = snapshot
      const [status, installed] = await link.call(() =>
        scripts.install(
          ...[keys.meta, keys.units, keys.buyers, keys.takes, keys.staged],
          ...[epoch, startsAt.getTime(), endsAt?.getTime() ?? 0, buyerLimit, units.length, encodeUnits(units)],
        ),
      )
      return { status: status === 'ok' ? 'ok' : 'stale', epoch: installed }
    },

    /** Lets a sale's state leave Redis after a while. */
    async keep(saleId: number, ttlMs: number): Promise<void> {
      const keys = keysOf(saleId)
      await link.call(() => scripts.keep(keys.meta, keys.units, keys.buyers, keys.takes, ttlMs))
    },

    async look(saleId: number, known: { epoch: number; seq: number }): Promise<LookReply> {
      const keys = keysOf(saleId)
      const reply = await link.call(() => scripts.lookBuffer(keys.meta, keys.units, known.epoch, known.seq))
      const status = String(reply[0])
      if (status !== 'ok') return { status: status === 'unchanged' ? 'unchanged' : 'no_epoch' }
      const [, epoch, seq, units] = reply
      seqs.saw({ id: saleId, epoch: Number(epoch) }, Number(seq))
      return { status: 'ok', epoch: Number(epoch), seq: Number(seq), units: decodeUnits(units as Buffer) }
    },

    async compare(sale: GateSale): Promise<Fenced | ({ status: 'ok' } & Comparison)> {
      const keys = keysOf(sale.id)
      const reply = await link.call(() =>
        scripts.compareBuffer(keys.meta, keys.units, keys.buyers, keys.takes, sale.epoch),
      )
      const status = String(reply[0])
      return status === 'ok' ? { status, ...readComparison(reply) } : ({ status } as Fenced)
    },
  }
}

/** A checkout as the ledger remembers it, for a gate that has forgotten. */
export interface CheckoutRecord {
  userId: string
  positions: number[]
  /** What is left of its time. */
  ttlMs: number
}
