'use client'

import type { HoldView } from '@hourglass/core/contract'
import { type QueryClient, useQuery, useQueryClient } from '@tanstack/react-query'
import { type Shop, useShop } from '../shop/shop'
import type { Clock } from '../time/clock'

const CHANNEL = 'hourglass-holds'
const MY_HOLDS = ['holds', 'active']
/** More than any limit lets one shopper have in the sales that are on. */
const HOLDS_MAX = 100
const FRESH_MS = 10_000

/** One hold, as the last answer had it: every part of a page that shows it reads this. */
export const holdKey = (id: string) => ['hold', id]

/** Those that are active, and those that have ended while this page was open. */
async function readMyHolds({ api, clock }: Pick<Shop, 'api' | 'clock'>, queries: QueryClient): Promise<HoldView[]> {
  const { reservations } = await api.reservations.list.query({ status: 'ACTIVE', limit: HOLDS_MAX })
  hearTime(clock, reservations)
  const ids = new Set(reservations.map(({ id }) => id))
  const before = (queries.getQueryData<HoldView[]>(MY_HOLDS) ?? []).filter(({ id }) => !ids.has(id))
  const gone = before.map((hold) => (hold.status === 'ACTIVE' ? api.reservations.get.query({ id: hold.id }) : hold))
  const holds = [...reservations, ...(await Promise.all(gone))]
  for (const hold of holds) noteOne(queries, hold)
  return holds
}

/** The newest hold of mine of an item, of those that this page knows. */
export function useMyHold(itemId: number): HoldView | undefined {
  const shop = useShop()
  const queries = useQueryClient()
  const { data } = useQuery({ queryKey: MY_HOLDS, queryFn: () => readMyHolds(shop, queries), staleTime: FRESH_MS })
  return data?.find((hold) => hold.item_id === itemId)
}

/** Holds that have just arrived say what time it is, without which their remaining time cannot be told. */
export function hearTime(clock: Clock, [hold]: readonly HoldView[]): void {
  if (hold) clock.hear(hold.server_time)
}

/** Of two answers about one hold, the one that the server gave later: answers may overtake each other. */
export const laterHold = (known: HoldView | undefined, given: HoldView): HoldView =>
  known && Date.parse(known.server_time) > Date.parse(given.server_time) ? known : given

const noteOne = (queries: QueryClient, given: HoldView) =>
  queries.setQueryData<HoldView>(holdKey(given.id), (known) => laterHold(known, given)) ?? given

/** A hold that this tab made or ended: other tabs of the shopper learn it at once. */
export function shareHold(queries: QueryClient, given: HoldView): void {
  noteHold(queries, given)
  const others = new BroadcastChannel(CHANNEL)
  others.postMessage(given)
  others.close()
}

/** Hears of holds that were made or ended in other tabs. @returns stops it */
export function hearHolds(queries: QueryClient): () => void {
  const others = new BroadcastChannel(CHANNEL)
  others.onmessage = ({ data }: MessageEvent<HoldView>) => noteHold(queries, data)
  return () => others.close()
}

/** A hold as an answer had it. */
export function noteHold(queries: QueryClient, given: HoldView): void {
  const hold = noteOne(queries, given)
  queries.setQueryData<HoldView[]>(MY_HOLDS, (known = []) => [hold, ...known.filter(({ id }) => id !== hold.id)])
}
