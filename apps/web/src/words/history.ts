import { afterWords } from './time.ts'

const date = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeZone: 'UTC' })
const minutes = new Intl.DateTimeFormat('en-GB', { timeStyle: 'short', timeZone: 'UTC' })
const seconds = new Intl.DateTimeFormat('en-GB', { timeStyle: 'medium', timeZone: 'UTC' })

/** "Offered 13:00 UTC on 29 Nov 2026". */
const offeredWords = (at: string): string =>
  `Offered ${minutes.format(new Date(at))} UTC on ${date.format(new Date(at))}`

interface Sold {
  at: string
  /** When its sale opened. */
  offeredAt: string
  /** Which unit; null: the item has only one. */
  unit: number | null
}

/** "Sold at 13:04:10, 4 min 10 s after the drop opened", in UTC; with the date if it sold on a later day. */
function soldWords({ at, offeredAt, unit }: Sold): string {
  const [sold, offered] = [new Date(at), new Date(offeredAt)]
  const day = date.format(sold)
  const later = day === date.format(offered) ? '' : ` on ${day}`
  const what = unit === null ? 'Sold' : `No. ${unit} sold`
  const ms = Math.max(0, sold.getTime() - offered.getTime())
  return `${what} at ${seconds.format(sold)}${later}, ${afterWords(ms)} after the drop opened`
}

export const historyWords = { title: 'History', more: 'Show more', offered: offeredWords, sold: soldWords }
