import type { HoldView } from '@hourglass/core/contract'
import { useQuery } from '@tanstack/react-query'
import { type Answers, useAnswers } from '../data/trpc'
import { type ShopServices, useShop } from '../shop/shop'
import type { Clock } from '../time/clock'

const CHANNEL = 'hourglass-holds'
/** More than any limit lets one shopper have in the sales that are on. */
const HOLDS_MAX = 100
const FRESH_MS = 10_000

/** One hold, as the last answer had it: every part of a page that shows it reads this. */
export const holdKey = ({ trpc }: Answers, id: string) => trpc.reservations.get.queryKey({ id })

const myHoldsKey = ({ trpc }: Answers) => [...trpc.reservations.list.pathKey(), 'mine']

/** Those that are active, and those that have ended while this page was open. */
async function readMyHolds({ api, clock }: Pick<ShopServices, 'api' | 'clock'>, answers: Answers): Promise<HoldView[]> {
  const { reservations } = await api.reservations.list.query({ status: 'ACTIVE', limit: HOLDS_MAX })
  syncClock(clock, reservations)
  const ids = new Set(reservations.map(({ id }) => id))
  const before = (answers.queries.getQueryData<HoldView[]>(myHoldsKey(answers)) ?? []).filter(({ id }) => !ids.has(id))
  const gone = before.map((hold) => (hold.status === 'ACTIVE' ? api.reservations.get.query({ id: hold.id }) : hold))
  const holds = [...reservations, ...(await Promise.all(gone))]
  for (const hold of holds) noteOne(answers, hold)
  return holds
}

/** The newest hold of mine of an item, of those that this page knows. */
export function useMyHold(itemId: number): HoldView | undefined {
  const shop = useShop()
  const answers = useAnswers()
  const { data } = useQuery({
    queryKey: myHoldsKey(answers),
    queryFn: () => readMyHolds(shop, answers),
    staleTime: FRESH_MS,
  })
  return data?.find((hold) => hold.item_id === itemId)
}

/** Holds that have just arrived say what time it is, without which their remaining time cannot be told. */
export function syncClock(clock: Clock, [hold]: readonly HoldView[]): void {
  if (hold) clock.sync(hold.server_time)
}

/** Of two answers about one hold, the one that the server gave later: answers may overtake each other. */
export const laterHold = (known: HoldView | undefined, given: HoldView): HoldView =>
  known && Date.parse(known.server_time) > Date.parse(given.server_time) ? known : given

const noteOne = (answers: Answers, given: HoldView): HoldView =>
  answers.queries.setQueryData(holdKey(answers, given.id), (known) => laterHold(known, given)) ?? given

/** A hold that this tab made or ended: other tabs of the shopper learn it at once. */
export function shareHold(answers: Answers, given: HoldView): void {
  noteHold(answers, given)
  const others = new BroadcastChannel(CHANNEL)
  others.postMessage(given)
  others.close()
}

/** Hears of holds that were made or ended in other tabs. @returns stops it */
export function listenForHolds(answers: Answers): () => void {
  const others = new BroadcastChannel(CHANNEL)
  others.onmessage = ({ data }: MessageEvent<HoldView>) => noteHold(answers, data)
  return () => others.close()
}

/** A hold as an answer had it. */
export function noteHold(answers: Answers, given: HoldView): void {
  const hold = noteOne(answers, given)
  answers.queries.setQueryData<HoldView[]>(myHoldsKey(answers), (known = []) => [
    hold,
    ...known.filter(({ id }) => id !== hold.id),
  ])
}
