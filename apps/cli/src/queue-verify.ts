import { checkDraw, commitmentOf, logEntryOf, positionInQueue } from '@hourglass/core/catalog'
import type { JoinLogView, QueueView, SaleView } from '@hourglass/core/contract'
import { reasonOf } from '@hourglass/stack'
import type { Answer, Command } from './command.ts'
import { count } from './table.ts'
import { UsageError } from './usage-error.ts'

const API = 'http://localhost:8080'

/** Recomputes a draw from what the API publishes to everybody. It needs no access to the stores. */
export const queueVerify: Command = {
  usage: '<sale> [--api http://localhost:8080] [--ticket <ticket>]',
  summary: 'Recomputes the draw of a sale from published data alone',
  words: [1, 1],
  options: { api: `address of the API; default ${API}`, ticket: 'a ticket whose position is shown' },
  async run(_shop, { words: [id = ''], options: { api = API, ticket } }) {
    const path = `/v1/sales/${encodeURIComponent(id)}`
    const sale = await read<SaleView>(api, path)
    const queue = await read<QueueView>(api, `${path}/queue`)
    if (queue.drawn === null || queue.key === null || sale.secret === null)
      throw new UsageError(`The places of sale ${id} have not been drawn: it starts at ${sale.starts_at}.`)
    const entries = await readLog(api, path, queue.joined)
    const secret = Buffer.from(sale.secret, 'hex')
    const { drawn, digest, key } = queue
    const found = await checkDraw({ saleId: sale.id, secret, drawn, digest, key }, entries, (done) =>
      progress('checked', done),
    )
    const startsAt = new Date(sale.starts_at)
    const commitment = commitmentOf({ id: sale.id, startsAt, edition: sale.edition }, secret) === sale.commitment
    return answer({ commitment, ...found }, { queue, place: placeOf(queue, entries, ticket) })
  },
}

interface Place {
  seq: number
  position: number
}

/** null: the log does not have the ticket. undefined: none was given. */
function placeOf(queue: QueueView, entries: readonly string[], ticket: string | undefined): Place | null | undefined {
  if (ticket === undefined) return undefined
  if (!/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(ticket)) throw new UsageError('--ticket must be a ticket.')
  const seq = entries.indexOf(logEntryOf(ticket)) + 1
  return seq === 0 ? null : { seq, position: positionInQueue({ key: queue.key ?? '', size: queue.drawn ?? 0 }, seq) }
}

const CHECKS: Record<string, string> = {
  commitment: 'the secret is the one that was committed to when the sale was scheduled',
  log: 'the join log has everybody who took part, once',
  digest: 'the digest is that of the join log',
  key: 'the key follows from secret and digest',
  positions: 'everybody who took part has exactly one position',
}

function answer(
  found: Record<string, boolean>,
  { queue, place }: { queue: QueueView; place: Place | null | undefined },
): Answer {
  const holds = Object.values(found).every(Boolean)
  const marks = Object.entries(CHECKS).map(([name, words]) => `${found[name] ? '✓' : '✗'} ${words}`)
  const own = place && `Ticket: number ${count(place.seq)} in the log, position ${count(place.position)}.`
  return {
    value: { sale_id: queue.sale_id, drawn: queue.drawn, holds, checks: found, ...(place !== undefined && { place }) },
    lines: [
      `${count(queue.drawn ?? 0)} places drawn, ${count(queue.joined)} in all.`,
      ...marks,
      ...(own ? [own] : place === null ? ['✗ the join log does not have this ticket'] : []),
    ],
    code: holds && place !== null ? 0 : 1,
  }
}

async function readLog(api: string, path: string, joined: number): Promise<string[]> {
  const entries: string[] = []
  for (let cursor: number | null = 0; cursor !== null; ) {
    const page: JoinLogView = await read(api, `${path}/queue/log${cursor === 0 ? '' : `?cursor=${cursor}`}`)
    for (const entry of page.entries) entries.push(entry)
    cursor = page.next_cursor
    progress('read', joined === 0 ? 1 : entries.length / joined)
  }
  return entries
}

/** @throws UsageError when the API does not answer, or refuses */
async function read<Found>(api: string, path: string): Promise<Found> {
  const response = await fetch(new URL(path, api)).catch((error) => {
    throw new UsageError(`${api} does not answer: ${reasonOf(error.cause ?? error)}. Set --api.`)
  })
  const body = (await response.json().catch(() => ({}))) as { detail?: string }
  if (response.ok) return body as Found
  throw new UsageError(body.detail ?? `${api}${path} answers ${response.status}.`)
}

/** On a terminal only, so that stderr stays readable elsewhere. */
function progress(what: string, done: number): void {
  if (process.stderr.isTTY) process.stderr.write(`\r\x1b[2K${done < 1 ? `${what} ${Math.floor(done * 100)} %` : ''}`)
}
