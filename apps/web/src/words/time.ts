import { momentIn, numberFormat, zoneWords } from './locale.ts'

const MINUTE_MS = 60_000
const HOUR_S = 3_600
const DAY_S = 24 * HOUR_S

const two = (value: number): string => String(value).padStart(2, '0')

/** Seconds as "4:12", or "1:04:12" from an hour. */
export function clockWords(seconds: number): string {
  const hours = Math.floor(seconds / HOUR_S)
  const minutes = Math.floor(seconds / 60) % 60
  return hours > 0 ? `${hours}:${two(minutes)}:${two(seconds % 60)}` : `${minutes}:${two(seconds % 60)}`
}

/** Seconds as "3 days", "5 h 12 min", "12 min", and to the second below ten minutes. */
export function spanWords(seconds: number): string {
  const minutes = Math.floor(seconds / 60)
  if (seconds >= 2 * DAY_S) return `${Math.floor(seconds / DAY_S)} days`
  if (seconds >= HOUR_S) return `${Math.floor(minutes / 60)} h ${minutes % 60} min`
  return minutes >= 10 ? `${minutes} min` : clockWords(seconds)
}

/** "29 Nov 2026, 14:32". */
export const momentWords = (moment: string): string => momentIn({ dateStyle: 'medium', timeStyle: 'short' }, moment)

/** "29 November 2026 at 14:32:05". */
export const exactMomentWords = (moment: string): string => momentIn({ dateStyle: 'long', timeStyle: 'medium' }, moment)

/** "14:32". */
export const timeOfDayWords = (moment: string | number): string => momentIn({ timeStyle: 'short' }, moment)

/** The same, rounded up to the next full minute: the time has passed by then. */
export const clockTimeWords = (moment: string): string =>
  timeOfDayWords(Math.ceil(Date.parse(moment) / MINUTE_MS) * MINUTE_MS)

/** "29 Nov 2026, 14:32:05 UTC" as the page is rendered, then in the visitor's time zone. */
export const pageMomentWords = (moment: string): string =>
  momentIn({ dateStyle: 'medium', timeStyle: 'medium' }, moment) + zoneWords()

/** Milliseconds as "0.8 seconds", "12.4 seconds", "3 min 20 s", "2 h 5 min". */
export function afterWords(ms: number): string {
  const seconds = ms / 1_000
  if (seconds < 60) return `${numberFormat({ maximumFractionDigits: 1 }).format(seconds)} seconds`
  const minutes = Math.floor(seconds / 60)
  return minutes < 60
    ? `${minutes} min ${Math.floor(seconds % 60)} s`
    : `${Math.floor(minutes / 60)} h ${minutes % 60} min`
}
