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

const day = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'short' })

/** A time in the reader's time zone; not for server rendering. */
export const momentWords = (moment: string): string => day.format(new Date(moment))

const hour = new Intl.DateTimeFormat('en-GB', { timeStyle: 'short' })

/** "14:32" in the reader's time zone. */
export const timeOfDayWords = (moment: string): string => hour.format(new Date(moment))

/** The same, rounded up to the next full minute: the time has passed by then. */
export const clockTimeWords = (moment: string): string =>
  hour.format(new Date(Math.ceil(Date.parse(moment) / MINUTE_MS) * MINUTE_MS))

const utc = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'medium', timeZone: 'UTC' })

/** A time in UTC, the same on server and browser. */
export const utcWords = (moment: string): string => `${utc.format(new Date(moment))} UTC`

const tenths = new Intl.NumberFormat('en', { maximumFractionDigits: 1 })

/** Milliseconds as "0.8 seconds", "12.4 seconds", "3 min 20 s", "2 h 5 min". */
export function afterWords(ms: number): string {
  const seconds = ms / 1_000
  if (seconds < 60) return `${tenths.format(seconds)} seconds`
  const minutes = Math.floor(seconds / 60)
  return minutes < 60
    ? `${minutes} min ${Math.floor(seconds % 60)} s`
    : `${Math.floor(minutes / 60)} h ${minutes % 60} min`
}
