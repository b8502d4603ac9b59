import { momentIn, zoneWords } from './locale.ts'
import { afterWords, timeOfDayWords } from './time.ts'

const dateOf = (at: string) => momentIn({ dateStyle: 'medium' }, at)

/** "Offered 13:00 UTC on 29 Nov 2026". */
const offeredWords = (at: string): string => `Offered ${timeOfDayWords(at)}${zoneWords()} on ${dateOf(at)}`

interface Sold {
  at: string
  /** When its sale opened. */
  offeredAt: string
  /** Which unit; null: the item has only one. */
  unit: number | null
  /** Whom it belongs to; null: the owner does not show a name. */
  owner: string | null
}

/** "Sold to Ann at 13:04:10, 4 min 10 s after the drop opened"; with the date if it sold on a later day. */
function soldWords({ at, offeredAt, unit, owner }: Sold): string {
  const day = dateOf(at)
  const later = day === dateOf(offeredAt) ? '' : ` on ${day}`
  const what = `${unit === null ? 'Sold' : `No. ${unit} sold`}${owner === null ? '' : ` to ${owner}`}`
  const ms = Math.max(0, Date.parse(at) - Date.parse(offeredAt))
  return `${what} at ${momentIn({ timeStyle: 'medium' }, at)}${later}, ${afterWords(ms)} after the drop opened`
}

export const historyWords = { title: 'History', more: 'Show more', offered: offeredWords, sold: soldWords }
