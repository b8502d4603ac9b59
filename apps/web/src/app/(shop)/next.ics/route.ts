import { readNext } from '../../../data/read-sale'
import { calendarOf } from '../../../drop/calendar'
import { pageOrigin } from '../../../shop/request-origin'

/** The start of the next hourly sale as an iCalendar file. */
export async function GET(): Promise<Response> {
  const next = await readNext()
  if (next.is !== 'found') return new Response(null, { status: 503, headers: { 'retry-after': '5' } })
  return new Response(calendarOf(next.value, (await pageOrigin()).href), {
    headers: {
      'content-type': 'text/calendar; charset=utf-8',
      'content-disposition': 'attachment; filename="hourglass.ics"',
      'cache-control': 'no-store',
    },
  })
}
