import type { Next } from '../data/read-sale'

/** The duration in the calendar. */
const SHOWN_MS = 15 * 60_000

const stamp = (ms: number): string =>
  new Date(ms)
    .toISOString()
    .replace(/[-:]/g, '')
    .replace(/\.\d{3}/, '')

/** An event at the start of the next sale (RFC 5545). `url`: the page of the sale. */
export function calendarOf({ startsAt, serverTime }: Next, url: string): string {
  const start = Date.parse(startsAt)
  return [
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    'PRODID:-//Hourglass//Storefront//EN',
    'BEGIN:VEVENT',
    `UID:${stamp(start)}@hourglass`,
    `DTSTAMP:${stamp(Date.parse(serverTime))}`,
    `DTSTART:${stamp(start)}`,
    `DTEND:${stamp(start + SHOWN_MS)}`,
    'SUMMARY:Hourglass: the next drop',
    `URL:${url}`,
    'END:VEVENT',
    'END:VCALENDAR',
    '',
  ].join('\r\n')
}
