import type { Connection } from '../live/live'
import { secondsBetween } from '../time/seconds-between'

const seconds = (count: number): string => (count === 1 ? '1 second' : `${count} seconds`)

/** What is wrong with the connection, the age of the page, and the next retry. `now`: Unix milliseconds. */
export function connectionWords(
  connection: Connection & { is: 'polling' | 'reconnecting' },
  now: number,
  online: boolean,
) {
  const old = seconds(secondsBetween(connection.receivedAt, Math.max(now, connection.receivedAt + 1)))
  if (connection.is === 'polling') return { what: 'Live updates aren’t getting through.', since: `Updated ${old} ago.` }
  const age = connection.receivedAt > 0 ? `Updated ${old} ago.` : ''
  if (!online) return { what: 'You’re offline. Reconnect to buy.', since: age }
  const wait = secondsBetween(now, connection.nextRetryAt)
  return {
    what: 'Reconnecting…',
    since: `${age} ${wait > 0 ? `Retrying in ${seconds(wait)}.` : 'Retrying now.'}`.trim(),
  }
}
