import type { RedisClient } from '../redis.ts'
import { type Call, createCoalescer } from './coalesce.ts'
import { type Comparison, readComparison, readPairs } from './comparison.ts'
import { keysOf, limitKeyOf } from './keys.ts'
import { createLink, type GateWatch, type Link } from './link.ts'
import { type Line, readLines, readRefusals, type TakeKind, writeCheckout, writeLines } from './records.ts'
import type { CheckoutReply, Closed, Fenced, GateSale, OverdueTake, ReadReply, Taken, Unopened } from './replies.ts'
import { defineScripts, type GatheredScript, type Reply, type ScriptArg, type Scripts } from './scripts.ts'
import { createSeqWatch, type SeqWatch } from './seq-watch.ts'
import { installSnapshot, type Snapshot } from './snapshot.ts'
import { decodeUnits } from './units.ts'

/** Most overdue takes per sweep. */
export const OVERDUE_TAKES_MAX = 500
/** COUNT hint of one HSCAN step over buyers. */
const SCAN_BUYERS = 1_000

/** The requested lines of a buyer. `ttlMs`: remaining lifetime of a checkout that was read from the ledger because the gate lacked it. */
export interface Wanted {
  userId: string
  lines: readonly Line[]
  ttlMs?: number
}

export type Gate = ReturnType<typeof createGate>

export interface GateEvents {
  onLink(up: boolean, why: string): void
  /** A seq decreased: Redis was rolled back. */
  onRollback(saleId: number): void
  watch?: GateWatch
}

/** Typed callers, one per script. @throws GateUnavailable within GATE_DEADLINE_MS if Redis does not respond */
export function createGate(redis: RedisClient, events: GateEvents) {
  const link: Link = createLink(redis, events.onLink, events.watch)
  const scripts: Scripts = defineScripts(redis)
  const seqs: SeqWatch = createSeqWatch(events.onRollback)
  const coalescer = createCoalescer(redis, scripts, observe)

  /** Checks the seq of a reply. Runs before the caller sees the reply, so that replies are checked in the order they arrive. */
  function observe(sale: GateSale, reply: Reply): Reply {
    if (reply[0] !== 'stale' && reply[0] !== 'no_epoch') seqs.saw(sale, Number(reply[1]))
    return reply
  }

  async function run(name: string, send: () => Promise<Reply>): Promise<Reply> {
    const reply = await link.call(name, send)
    events.watch?.gateDecided(name, reply[0])
    return reply
  }

  /** `alone` runs a script by itself; `shared` batches it with other calls of this turn of the event loop. */
  const alone = (name: 'hold' | 'order' | 'overdue' | 'release', sale: GateSale, ...keysAndArgs: ScriptArg[]) =>
    run(name, () => coalescer.alone(() => scripts[name](...keysAndArgs).then((reply) => observe(sale, reply))))
  const shared = (name: GatheredScript, sale: GateSale, keys: readonly string[], call: Call) =>
    run(name, () => coalescer.share(name, sale, keys, call))

  async function take(
    sale: GateSale,
    input: { id: string; kind: TakeKind; leaseMs: number; userId?: string | undefined; wanted?: Wanted | undefined },
  ): Promise<Fenced | Closed | Unopened | Taken> {
    const keys = keysOf(sale.id)
    const { id, kind, leaseMs, wanted } = input
    const record = wanted ? writeCheckout(wanted) : ''
    const [status, , buyer, taken, refused, takeId] = await shared('take', sale, keys.ofTake, {
      key: keys.checkout(sale.epoch, id),
      args: [id, leaseMs, kind, input.userId ?? '', record, Math.ceil(wanted?.ttlMs ?? 0)],
    })
    if (status !== 'taken' && status !== 'known' && status !== 'refused')
      return { status } as Fenced | Closed | Unopened
    const lines = { taken: readLines(String(taken)), refused: readRefusals(String(refused)) }
    return { status, id: String(takeId), buyer: String(buyer), ...lines }
  }

  async function buyersOf(saleId: number): Promise<Map<string, number>> {
    const found = new Map<string, number>()
    let cursor = '0'
    do {
      const [next, flat] = await link.call('compare', () =>
        redis.hscan(keysOf(saleId).buyers, cursor, 'COUNT', SCAN_BUYERS),
      )
      for (const [userId, units] of readPairs(flat)) found.set(userId, Number(units))
      cursor = next
    } while (cursor !== '0')
    return found
  }

  return {
    get up() {
      return link.up
    },
    /** Drops the tracked seqs of all other sales. */
    keepOnly: (saleIds: ReadonlySet<number>) => seqs.keepOnly(saleIds),
    ping: () => link.call('ping', () => redis.ping()),
    close: () => link.close(),
    take,

    async checkout(
      sale: GateSale,
      input: {
        id: string
        mode: 'new' | 'add'
        userId: string
        lines: readonly Line[]
        ttlMs: number
        itemsMax: number
      },
    ): Promise<CheckoutReply> {
      const keys = keysOf(sale.id)
      const { id, ttlMs, mode, itemsMax, userId, lines } = input
      const [status, , found] = await shared('checkout', sale, keys.ofCheckout, {
        key: keys.checkout(sale.epoch, id),
        args: [id, ttlMs, mode, itemsMax, userId, writeLines(lines)],
      })
      if (status === 'ok') return { status, lines: readLines(String(found)) }
      return { status } as CheckoutReply
    },

    async settle(sale: GateSale, id: string): Promise<string> {
      const keys = keysOf(sale.id)
      return (await shared('settle', sale, keys.ofSettle, { key: keys.checkout(sale.epoch, id), args: [id] }))[0]
    },

    /** The ledger has committed a hold: its units no longer return when the lease expires. */
    async hold(sale: GateSale, id: string): Promise<string> {
      const { meta, takes, holds } = keysOf(sale.id)
      return (await alone('hold', sale, meta, takes, holds, sale.epoch, id))[0]
    },

    /** A hold has become an order that awaits its payment: its unit stays off the shelf, and the buyer may hold another. */
    async order(sale: GateSale, id: string): Promise<string> {
      const { meta, takes, holds, holders } = keysOf(sale.id)
      return (await alone('order', sale, meta, takes, holds, holders, sale.epoch, id))[0]
    },

    /** Releases one or more ids. `void`: the ledger will never commit this id. */
    async release(sale: GateSale, ids: string | readonly string[], why: 'void' | '' = ''): Promise<string> {
      const keys = keysOf(sale.id)
      const [id = '', ...others] = typeof ids === 'string' ? [ids] : ids
      const { meta, units, buyers, takes, holds, holders, buyerItems } = keys
      const all = [meta, units, buyers, takes, holds, holders, buyerItems, keys.checkout(sale.epoch, id)]
      return (await alone('release', sale, ...all, sale.epoch, why, id, ...others))[0]
    },

    /** Deletes a checkout from the gate. The next call that needs it reads it from the ledger. */
    async forgetCheckout(sale: GateSale, id: string): Promise<void> {
      await link.call('forget', () => redis.unlink(keysOf(sale.id).checkout(sale.epoch, id)))
    },

    async overdue(sale: GateSale): Promise<Fenced | { status: 'ok'; takes: OverdueTake[] }> {
      const { meta, takes } = keysOf(sale.id)
      const [status, , ...found] = await alone('overdue', sale, meta, takes, sale.epoch, OVERDUE_TAKES_MAX)
      if (status !== 'ok') return { status } as Fenced
      return {
        status,
        takes: found.map((text) => {
          const [id = '', kind] = String(text).split(' ')
          return { id, kind: kind as TakeKind }
        }),
      }
    },

    /** Counts requests against a bucket, all or none. */
    async limit(bucket: string, { requests, windowMs }: { requests: number; windowMs: number }, count: number) {
      const [status, left, waitMs, resetMs] = await link.call('limit', () =>
        coalescer.alone(() => scripts.limit(limitKeyOf(bucket), requests, windowMs, count)),
      )
      return { ok: status === 'ok', left, waitMs: Number(waitMs), resetMs: Number(resetMs) }
    },

    /** Reports the readers of a sale's feed on this server. @returns the readers on all servers whose report is younger than `lastsMs` */
    async watch(saleId: number, { server, readers, lastsMs }: { server: string; readers: number; lastsMs: number }) {
      const [, all] = await link.call('watch', () => scripts.watch(keysOf(saleId).readers, server, readers, lastsMs))
      return Number(all)
    },

    install: (snapshot: Snapshot) => installSnapshot({ redis, link, scripts }, snapshot),

    /** Sets the time to live of a sale's state. */
    async keep(saleId: number, ttlMs: number): Promise<void> {
      const { meta, units, limits, buyers, buyerItems, takes, holds, holders } = keysOf(saleId)
      await link.call('keep', () => scripts.keep(meta, units, limits, buyers, buyerItems, takes, holds, holders, ttlMs))
    },

    /** Reads the shelf. Includes the effects of all earlier calls of this server, as does `compare`. */
    async read(saleId: number, known: { epoch: number; seq: number }): Promise<ReadReply> {
      const keys = keysOf(saleId)
      return link.call('read', async () => {
        coalescer.flush()
        const reply = await scripts.readBuffer(keys.meta, keys.units, known.epoch, known.seq)
        const status = String(reply[0])
        if (status !== 'ok') return { status: status === 'unchanged' ? 'unchanged' : 'no_epoch' }
        const [epoch, seq, units] = [Number(reply[1]), Number(reply[2]), reply[3] as Buffer]
        observe({ id: saleId, epoch }, ['ok', seq])
        return { status: 'ok', epoch, seq, units: decodeUnits(units) }
      })
    },

    async compare(sale: GateSale): Promise<Fenced | ({ status: 'ok' } & Comparison)> {
      const { meta, units, takes } = keysOf(sale.id)
      coalescer.flush()
      const reply = await link.call('compare', () => scripts.compareBuffer(meta, units, takes, sale.epoch))
      const status = String(reply[0])
      if (status !== 'ok') return { status } as Fenced
      return { status, ...readComparison(reply), buyers: await buyersOf(sale.id) }
    },
  }
}
