import { positionInQueue } from '@hourglass/core/catalog'
import type { PlaceState, QueueView, SaleView, TicketView } from '@hourglass/core/contract'
import { useMutation, useQuery } from '@tanstack/react-query'
import { useEffect, useSyncExternalStore } from 'react'
import { keepPass } from '../data/passes'
import { useShopCache } from '../data/trpc'
import { useConnection } from '../live/use-live'
import { useShop } from '../shop/shop'
import { joinQueue } from './join'

/** What a page shows of the waiting room, live. */
export type LiveQueue = Omit<QueueView, 'sale_id' | 'digest'>

/** A shopper's place, as far as the page knows it: the ticket, moved on by the live feed. */
export interface Place {
  state: PlaceState
  position: number | null
  /** Places ahead that have not been admitted; null before the draw. */
  ahead: number | null
  estimatedWaitMs: number | null
  /** When the pass expires, or did. */
  expiresAt: string | null
}

/** How often a page asks for its place while it has no live feed, and for the queue. */
const POLL_MS_MAX = 30_000
/** A page asks this long after its admission for its pass, so that those who are admitted together do not ask at once. */
const SPREAD_MS = 1_500

export interface WaitingRoom {
  /** undefined: not known yet. */
  queue: LiveQueue | undefined
  /** null: this shopper has not joined. undefined: not known yet. */
  place: Place | null | undefined
  join: () => void
  joining: boolean
  error: Error | null
}

/** The waiting room of a sale and the shopper's place in it. `hidden`: keep asking while the page is not visible. */
export function useWaitingRoom(sale: SaleView, { hidden }: { hidden: boolean }): WaitingRoom {
  const { api, live, clock } = useShop()
  const cache = useShopCache()
  const { queries, trpc } = cache
  const isLive = useConnection().is === 'live'
  const fromFeed = useSyncExternalStore(
    live.subscribe,
    () => live.queue(sale.id),
    () => undefined,
  )
  const { data: read } = useQuery(
    trpc.queue.get.queryOptions(
      { id: sale.id },
      {
        enabled: !isLive || !fromFeed,
        refetchInterval: isLive ? false : POLL_MS_MAX,
        refetchIntervalInBackground: hidden,
      },
    ),
  )
  const { data: ticket } = useQuery(
    trpc.queue.place.queryOptions(
      { id: sale.id },
      {
        refetchInterval: ({ state }) => (isLive && !hidden ? false : (state.data?.poll_after_ms ?? false)),
        refetchIntervalInBackground: hidden,
      },
    ),
  )
  const queue = (isLive ? fromFeed : undefined) ?? read ?? fromFeed
  const place = ticket && placeNow(ticket, queue)
  const joining = useMutation({
    mutationFn: () => joinQueue(api, sale.id),
    onSuccess: (made) => queries.setQueryData(trpc.queue.place.queryKey({ id: sale.id }), made),
  })
  useEffect(() => {
    if (ticket === undefined) return
    if (ticket) clock.sync(ticket.server_time)
    const { pass = null, expires_at: expiresAt = null } = ticket ?? {}
    keepPass(sale.id, pass && expiresAt ? { pass, expiresAt: Date.parse(expiresAt) } : null)
  }, [ticket, sale.id, clock])
  // The feed says that this place has been admitted, or that its turn is over: the server has the pass, or the verdict.
  const isBehind = ticket && place && place.state !== ticket.state
  useEffect(() => {
    if (!isBehind) return
    const timer = setInterval(
      () => void queries.invalidateQueries(trpc.queue.place.queryFilter({ id: sale.id })),
      Math.random() * SPREAD_MS + 200,
    )
    return () => clearInterval(timer)
  }, [isBehind, queries, trpc, sale.id])
  return {
    queue,
    place: ticket === undefined ? undefined : (place ?? null),
    join: () => joining.isPending || joining.mutate(),
    joining: joining.isPending,
    error: joining.error,
  }
}

/** Where a ticket stands in the queue as it is now. Positions never change, so the feed's pointer is enough. */
function placeNow(ticket: TicketView, queue: LiveQueue | undefined): Place {
  const { expires_at: expiresAt, state } = ticket
  const known = {
    state,
    position: ticket.position,
    ahead: ticket.ahead,
    estimatedWaitMs: ticket.estimated_wait_ms,
    expiresAt,
  }
  if (!queue) return known
  if (queue.state === 'open' || queue.state === 'over') return { ...known, state: queue.state }
  if (queue.drawn === null || queue.key === null || (state !== 'joined' && state !== 'waiting')) return known
  const position = ticket.position ?? positionInQueue({ key: queue.key, size: queue.drawn }, ticket.seq)
  const ahead = Math.max(0, position - queue.admitted_up_to - 1)
  const share = queue.estimated_wait_ms === null ? null : (ahead + 1) / (queue.joined - queue.admitted_up_to + 1)
  return {
    state: position <= queue.admitted_up_to ? 'admitted' : 'waiting',
    position,
    ahead,
    estimatedWaitMs: share === null ? null : Math.round((queue.estimated_wait_ms ?? 0) * share),
    expiresAt,
  }
}
