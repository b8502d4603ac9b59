/** How numbers and times are written. */
interface Local {
  numbers: string
  dates: string
  /** Undefined: the browser's. */
  timeZone: string | undefined
}

/** Pages are the same for everybody, so that they can be cached: English, and UTC. */
const OF_PAGES: Local = { numbers: 'en', dates: 'en-GB', timeZone: 'UTC' }

let local = OF_PAGES
const listeners = new Set<() => void>()
/** Creating a format takes longer than rendering what surrounds it. */
const numberFormats = new Map<string, Intl.NumberFormat>()
const dateFormats = new Map<string, Intl.DateTimeFormat>()

export const localOf = (): Local => local
export const localOfPages = (): Local => OF_PAGES

export function subscribeLocal(listener: () => void): () => void {
  listeners.add(listener)
  return () => void listeners.delete(listener)
}

/** From now on, numbers and times are written as in the visitor's locale and time zone, with Latin digits. */
export function takeLocale(tag: string): void {
  const valid = Intl.NumberFormat.supportedLocalesOf(tag.replace('_', '-'))[0]
  if (valid === undefined) return
  const locale = new Intl.Locale(valid, { numberingSystem: 'latn' }).toString()
  local = { numbers: locale, dates: locale, timeZone: undefined }
  numberFormats.clear()
  dateFormats.clear()
  for (const listener of listeners) listener()
}

export function numberFormat(options: Intl.NumberFormatOptions = {}): Intl.NumberFormat {
  const key = JSON.stringify(options)
  const format = numberFormats.get(key) ?? new Intl.NumberFormat(local.numbers, options)
  numberFormats.set(key, format)
  return format
}

/** A moment in the visitor's time zone; in UTC as the page is rendered. */
export function momentIn(options: Intl.DateTimeFormatOptions, moment: string | number): string {
  const key = JSON.stringify(options)
  const format = dateFormats.get(key) ?? new Intl.DateTimeFormat(local.dates, { ...options, timeZone: local.timeZone })
  dateFormats.set(key, format)
  return format.format(new Date(moment))
}

/** Follows a time: it names UTC, as the page is rendered. */
export const zoneWords = (): string => (local.timeZone === undefined ? '' : ` ${local.timeZone}`)
