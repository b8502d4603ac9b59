import type { ActiveSalesView, SaleView } from '@hourglass/core/contract'
import { decodeFrame, type FeedEvent, type FeedFrames, feedPath, ITEM_STATES } from '@hourglass/core/contract/feed'
import { EventSourceParserStream } from 'eventsource-parser/stream'

/** How often open sales are looked up. */
const LOOK_MS = 5_000
const REOPEN_MS = 1_000
/** The newest ones: older sales have few visitors. */
const FOLLOWED_MAX = 4
/** The feed sends a frame every 10 s. After a longer silence its sale counts as unknown. */
const SILENCE_MS_MAX = 15_000
/** After a change, an API server may give the old state for a moment. */
const SETTLED_MS = 5_000

/** The version of an item's page: it changes with the item's state. */
export interface PageVersion {
  id: string
  /** No server gives an older state any more: a page rendered now stays right until the version changes. */
  settled: boolean
}

export interface ItemVersions {
  /** Null if the page is not an item's, or the item's sale is not followed. `url`: path and query. */
  of(url: string): PageVersion | null
  stop(): void
}

interface Followed {
  sale: SaleView
  stop: AbortController
  /** Counts changes of the whole sale: its status, or a feed that was interrupted. */
  epoch: number
  epochAt: number
  status: SaleView['status'] | null
  /** Changes of each position. */
  changes: Map<number, { count: number; at: number }>
  /** Of the last frame. */
  heardAt: number
}

interface Source {
  apiOrigin: string
  /** Exempts the storefront from limits. */
  storefrontKey: string | undefined
}

/** Follows the live feeds of the open hourly sales, whose items change only by being held, sold or released. */
export function followItems({ apiOrigin, storefrontKey }: Source): ItemVersions {
  const headers: Record<string, string> = storefrontKey ? { 'x-storefront-key': storefrontKey } : {}
  const followed = new Map<number, Followed>()
  const now = () => performance.now()

  async function look(): Promise<void> {
    const response = await fetch(`${apiOrigin}/v1/sales/active`, { headers, signal: AbortSignal.timeout(LOOK_MS) })
    const { sales } = (await response.json()) as ActiveSalesView
    const open = sales.filter(({ kind, seed }) => kind === 'hourly' && seed !== null)
    const newest = open.toSorted((a, b) => b.id - a.id).slice(0, FOLLOWED_MAX)
    for (const sale of newest) if (!followed.has(sale.id)) void follow(sale)
    for (const [id, { stop }] of followed) if (!newest.some((sale) => sale.id === id)) stop.abort()
  }

  async function follow(sale: SaleView): Promise<void> {
    const stop = new AbortController()
    const entry: Followed = {
      sale,
      stop,
      epoch: 0,
      epochAt: 0,
      status: null,
      changes: new Map(),
      heardAt: -SILENCE_MS_MAX,
    }
    followed.set(sale.id, entry)
    while (!stop.signal.aborted) {
      await listen(entry).catch(() => undefined)
      entry.heardAt = -SILENCE_MS_MAX
      await pause(REOPEN_MS)
    }
    followed.delete(sale.id)
  }

  async function listen(entry: Followed): Promise<void> {
    const { sale, stop } = entry
    const response = await fetch(`${apiOrigin}${feedPath(sale.id)}`, { headers, signal: stop.signal })
    if (!response.ok || !response.body) return
    const events = response.body.pipeThrough(new TextDecoderStream()).pipeThrough(new EventSourceParserStream())
    for await (const { event, data } of events) note(entry, event as FeedEvent, data)
  }

  function note(entry: Followed, event: FeedEvent, data: string): void {
    entry.heardAt = now()
    if (event === 'delta') noteChanges(entry, decodeFrame(event, data))
    if (event === 'snapshot') noteStatus(entry, decodeFrame(event, data).status, true)
    if (event === 'tick') noteStatus(entry, decodeFrame(event, data).status, false)
  }

  /** `reset`: anything may have changed. */
  function noteStatus(entry: Followed, status: SaleView['status'], reset: boolean): void {
    if (!reset && status === entry.status) return
    entry.status = status
    entry.epoch++
    entry.epochAt = entry.heardAt
    entry.changes.clear()
  }

  function noteChanges({ changes, heardAt }: Followed, delta: FeedFrames['delta']): void {
    for (const state of ITEM_STATES)
      for (const position of delta[state] ?? [])
        changes.set(position, { count: (changes.get(position)?.count ?? 0) + 1, at: heardAt })
  }

  let stopped = false
  async function run(): Promise<void> {
    while (!stopped) {
      await look().catch(() => undefined)
      await pause(LOOK_MS)
    }
  }
  void run()

  return {
    of(url) {
      const id = Number(/^\/items\/(\d{1,15})(\?|$)/.exec(url)?.[1])
      for (const { sale, epoch, epochAt, changes, heardAt } of followed.values()) {
        const position = id - sale.first_item_id
        if (!(position >= 0 && position < sale.items_count)) continue
        if (now() - heardAt >= SILENCE_MS_MAX) return null
        const change = changes.get(position)
        const settled = now() - Math.max(epochAt, change?.at ?? 0) >= SETTLED_MS
        return { id: `${sale.id}.${epoch}.${change?.count ?? 0}`, settled }
      }
      return null
    },
    stop() {
      stopped = true
      for (const { stop } of followed.values()) stop.abort()
    },
  }
}

/** Does not keep the process alive. */
const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms).unref())
