import type { Line } from '../live/line'
import { secondsBetween } from '../time/seconds-between'

const seconds = (count: number): string => (count === 1 ? '1 second' : `${count} seconds`)

/** What is wrong with the connection; how old that makes what is seen, and when it is tried again. `now`: Unix milliseconds. */
export function lineWords(line: Line & { is: 'polling' | 'reconnecting' }, now: number, online: boolean) {
  const old = seconds(secondsBetween(line.heardAt, Math.max(now, line.heardAt + 1)))
  if (line.is === 'polling') return { what: 'Live updates aren’t getting through.', since: `Updated ${old} ago.` }
  const age = line.heardAt > 0 ? `Updated ${old} ago.` : ''
  if (!online) return { what: 'You’re offline. Reconnect to buy.', since: age }
  const wait = secondsBetween(now, line.nextTryAt)
  return {
    what: 'Reconnecting…',
    since: `${age} ${wait > 0 ? `Retrying in ${seconds(wait)}.` : 'Retrying now.'}`.trim(),
  }
}
