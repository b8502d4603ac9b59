import type { RedisClient } from '../redis.ts'
import { type Call, createCoalescer } from './coalesce.ts'
import { type Comparison, readComparison, readPairs } from './comparison.ts'
import { keysOf, limitKeyOf } from './keys.ts'
import { createLink, type GateWatch, type Link } from './link.ts'
import { type Line, readLines, readRefusals, type TakeKind, writeCheckout, writeLines } from './records.ts'
import type { CheckoutReply, Closed, Fenced, GateSale, LookReply, OverdueTake, Taken, Unopened } from './replies.ts'
import { defineScripts, type GatheredScript, type Reply, type ScriptArg, type Scripts } from './scripts.ts'
import { createSeqWatch, type SeqWatch } from './seq-watch.ts'
import { installSnapshot, type Snapshot } from './snapshot.ts'
import { decodeUnits } from './units.ts'

/** Overdue takes handed to the sweeper at once. */
export const OVERDUE_TAKES_MAX = 500
/** Buyers that one step of a scan gives, about. */
const SCAN_BUYERS = 1_000

/** What a buyer wants. A checkout as the ledger remembers it, for a gate that has forgotten, says what is left of its time. */
export interface Wanted {
  userId: string
  lines: readonly Line[]
  ttlMs?: number
}

export type Gate = ReturnType<typeof createGate>

export interface GateEvents {
  onLink(up: boolean, why: string): void
  /** A seq fell: Redis was rolled back behind our back. */
  onRollback(saleId: number): void
  watch?: GateWatch
}

/** Typed callers of the scripts, one each. @throws GateUnavailable within GATE_DEADLINE_MS when Redis does not answer */
export function createGate(redis: RedisClient, events: GateEvents) {
  const link: Link = createLink(redis, events.onLink, events.watch)
  const scripts: Scripts = defineScripts(redis)
  const seqs: SeqWatch = createSeqWatch(events.onRollback)
  const coalescer = createCoalescer(redis, scripts, hear)

  /** Watches the seq of a reply. Whoever awaits a script does so first: a reply that came later may not be seen before this one. */
  function hear(sale: GateSale, reply: Reply): Reply {
    if (reply[0] !== 'stale' && reply[0] !== 'no_epoch') seqs.saw(sale, Number(reply[1]))
    return reply
  }

  async function run(name: string, send: () => Promise<Reply>): Promise<Reply> {
    const reply = await link.call(name, send)
    events.watch?.gateDecided(name, reply[0])
    return reply
  }

  /** Runs a script of a sale, by itself or with others of the turn. */
  const alone = (name: 'hold' | 'overdue' | 'release', sale: GateSale, ...keysAndArgs: ScriptArg[]) =>
    run(name, () => coalescer.alone(() => scripts[name](...keysAndArgs).then((reply) => hear(sale, reply))))
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
    /** Forgets what was seen of all sales but these. */
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

    /** The ledger holds the take's units: no lease gives them back any more. */
    async hold(sale: GateSale, id: string): Promise<string> {
      const { meta, takes, holds } = keysOf(sale.id)
      return (await alone('hold', sale, meta, takes, holds, sale.epoch, id))[0]
    },

    /** One or several. `void`: the ledger will never commit this id. */
    async release(sale: GateSale, ids: string | readonly string[], why: 'void' | '' = ''): Promise<string> {
      const keys = keysOf(sale.id)
      const [id = '', ...others] = typeof ids === 'string' ? [ids] : ids
      const { meta, units, buyers, takes, holds, holders, buyerItems } = keys
      const all = [meta, units, buyers, takes, holds, holders, buyerItems, keys.checkout(sale.epoch, id)]
      return (await alone('release', sale, ...all, sale.epoch, why, id, ...others))[0]
    },

    /** Forgets a checkout; whoever needs it reads it back from the ledger. */
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

    /** Counts requests, all or none, against a bucket of so many in a window. */
    async limit(bucket: string, { requests, windowMs }: { requests: number; windowMs: number }, count: number) {
      const [status, left, waitMs, resetMs] = await link.call('limit', () =>
        coalescer.alone(() => scripts.limit(limitKeyOf(bucket), requests, windowMs, count)),
      )
      return { ok: status === 'ok', left, waitMs: Number(waitMs), resetMs: Number(resetMs) }
    },

    install: (snapshot: Snapshot) => installSnapshot({ redis, link, scripts }, snapshot),

    /** Lets a sale's state leave Redis after a while. */
    async keep(saleId: number, ttlMs: number): Promise<void> {
      const { meta, units, limits, buyers, buyerItems, takes, holds, holders } = keysOf(saleId)
      await link.call('keep', () => scripts.keep(meta, units, limits, buyers, buyerItems, takes, holds, holders, ttlMs))
    },

    /** What this server has told the gate before is seen; the same holds for `compare`. */
    async look(saleId: number, known: { epoch: number; seq: number }): Promise<LookReply> {
      const keys = keysOf(saleId)
      return link.call('look', async () => {
        coalescer.flush()
        const reply = await scripts.lookBuffer(keys.meta, keys.units, known.epoch, known.seq)
        const status = String(reply[0])
        if (status !== 'ok') return { status: status === 'unchanged' ? 'unchanged' : 'no_epoch' }
        const [epoch, seq, units] = [Number(reply[1]), Number(reply[2]), reply[3] as Buffer]
        hear({ id: saleId, epoch }, ['ok', seq])
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
