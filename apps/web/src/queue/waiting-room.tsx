import type { SaleView } from '@hourglass/core/contract'
import { useRouter } from 'next/navigation'
import { useEffect, useState } from 'react'
import choices from '../buying/choices.module.css'
import { troubleOf } from '../data/problem'
import { useFollow } from '../live/use-live'
import { useShop } from '../shop/shop'
import { countWords } from '../words/count'
import { queueWords, waitWords } from '../words/queue'
import { useLocale } from '../words/use-locale'
import { Announcement } from './announcement'
import { Hourglass } from './hourglass'
import { PassClock } from './pass-clock'
import { TellMe } from './tell-me'
import { type LiveQueue, type Place, type WaitingRoom as Room, useWaitingRoom } from './use-place'
import styles from './waiting-room.module.css'

interface WaitingRoomProps {
  sale: SaleView
  serverTime: string
  /** The items are not on the page, because it was rendered before the sale opened. */
  sealed: boolean
}

/** The waiting room of a sale: join, wait, and the time left once admitted. */
export function WaitingRoom({ sale, serverTime, sealed }: WaitingRoomProps) {
  useLocale()
  useFollow(sale.id)
  const [tells, setTells] = useState(false)
  const room = useWaitingRoom(sale, { hidden: tells })
  const { queue, place } = room
  const isTurn = place?.state === 'admitted' && place.expiresAt !== null
  const mayBuy = isTurn || queue?.state === 'open'
  useItems(sealed && mayBuy)
  useTitle(isTurn)
  if (queue?.state === 'over') return null
  return (
    <section className={styles.room} aria-labelledby="queue-title" id="queue" data-queue={place?.state ?? queue?.state}>
      <h2 id="queue-title" className="unseen">
        {queueWords.title}
      </h2>
      <Hourglass
        joined={queue?.joined ?? 0}
        admitted={queue?.admitted_up_to ?? 0}
        ahead={place?.state === 'waiting' ? place.ahead : null}
      />
      <div className={styles.words}>
        <Announcement place={place ?? null} words={stateWords(sale, room)} />
        <Standing sale={sale} room={room} />
        {isTurn && place.expiresAt && (
          <PassClock saleId={sale.id} expiresAt={place.expiresAt} serverTime={serverTime} />
        )}
        <div className={`${choices.choices} ${styles.choices}`}>
          {mayBuy && (
            <a href="#items" className={choices.first}>
              {queueWords.choose}
            </a>
          )}
          <JoinButton room={room} />
          {/* Also between the admission and the pass, so that it keeps what was chosen. */}
          {(place?.state === 'joined' || place?.state === 'waiting' || place?.state === 'admitted') && (
            <TellMe isTurn={isTurn} saleName={sale.name} chosen={tells} choose={() => setTells(true)} />
          )}
        </div>
        {/* Once the door is open, a join that failed does not matter. */}
        {room.error && queue?.state !== 'open' && <Failure error={room.error} />}
      </div>
    </section>
  )
}

/** What the waiting room says, in a sentence. */
function stateWords(sale: SaleView, { queue, place }: Room): string {
  if (queue?.state === 'open') return queueWords.open
  if (place === undefined || queue === undefined) return queueWords.loading
  if (place === null)
    return queue.state === 'gathering'
      ? queueWords.invite(sale.starts_at)
      : queueWords.inviteLate(waitWords(queue.estimated_wait_ms))
  switch (place.state) {
    case 'joined':
      return queueWords.joined(sale.starts_at)
    case 'waiting':
      return queue.state === 'paused' ? queueWords.paused : queueWords.kept
    case 'admitted':
      return queueWords.admitted
    case 'expired':
      return queueWords.expired
    default:
      return queueWords.open
  }
}

/** Where the shopper stands. Hidden from the live region, which {@link Announcement} is. */
function Standing({ sale, room }: { sale: SaleView; room: Room }) {
  const { queue, place } = room
  const isWaiting = place?.state === 'waiting' && place.position !== null
  return (
    <>
      {isWaiting && <Position place={place} admitted={queue?.admitted_up_to ?? 0} />}
      <p data-words={place?.state}>{stateWords(sale, room)}</p>
      {queue && !isWaiting && queue.joined > 0 && queue.state !== 'open' && (
        <p className={styles.soft}>{gatheredWords(queue, place ?? null)}</p>
      )}
    </>
  )
}

const gatheredWords = (queue: LiveQueue, place: Place | null): string =>
  queue.state === 'gathering'
    ? `${queueWords.gathered(queue.joined)}${place ? ` ${queueWords.kept}` : ''}`
    : queueWords.gathered(queue.joined)

/** The position, those ahead, and a bar that never goes back: positions stay, and the pointer only moves forward. */
function Position({ place: { position, ahead, estimatedWaitMs }, admitted }: { place: Place; admitted: number }) {
  const wait = waitWords(estimatedWaitMs)
  return (
    <>
      <p className={styles.position}>
        <span>{queueWords.place}</span> <strong>{countWords(position ?? 0)}</strong>{' '}
        <span>{queueWords.ahead(ahead ?? 0)}</span>
        {wait && <span>{wait}.</span>}
      </p>
      <progress max={position ?? 1} value={Math.min(admitted, position ?? 1)} aria-label={queueWords.progress} />
    </>
  )
}

function JoinButton({ room: { queue, place, join, joining } }: { room: Room }) {
  const canJoin = place === null || place?.state === 'expired'
  if (!canJoin || queue === undefined || queue.state === 'open') return null
  const words = place === null ? queueWords.join : queueWords.joinAgain
  return (
    <button type="button" className={choices.first} aria-disabled={joining} onClick={join}>
      {joining ? queueWords.checking : words}
    </button>
  )
}

function Failure({ error }: { error: Error }) {
  const { sentences } = useShop()
  const trouble = troubleOf(error)
  return <p role="alert">{trouble === 'connection_lost' ? queueWords.failed : sentences[trouble.code]}</p>
}

/** Renders the page again with its items, once the shopper may buy. */
function useItems(isMissing: boolean): void {
  const router = useRouter()
  useEffect(() => {
    if (isMissing) router.refresh()
  }, [isMissing, router])
}

/** The turn in the tab's title. */
function useTitle(isTurn: boolean): void {
  useEffect(() => {
    if (!isTurn) return
    const { title } = document
    document.title = `${queueWords.turnTitle} · ${title}`
    return () => {
      document.title = title
    }
  }, [isTurn])
}
