import { drawKeyOf, emptyLogDigest, logEntryOf, nextLogDigest, positionInQueue } from '@hourglass/core/catalog'
import { readAtOnce } from '../judge/stored-state.ts'
import type { Tally } from '../people/tally.ts'

interface Stored {
  queue: { joined: number; digest: Buffer; drawn: number | null; admitted: number; used: number; expired: number }
  secret: Buffer
  places: { seq: number; ticket: string; user_id: string; used: boolean; ended: boolean }[]
  admissions: { after: number; up_to: number; at_ms: number; used: number }[]
  /** Orders and holds that were not void. */
  bought: { user_id: string; created_ms: number }[]
}

/**
 * Judges the waiting room of a sale by what the ledger stores: one place per buyer, the order of the draw, and nobody who bought before
 * they were admitted. `reported`: positions that servers have told buyers, by seq.
 */
export async function judgeQueue(
  databaseUrl: string,
  saleId: number,
  { tally, reported }: { tally: Tally; reported: ReadonlyMap<number, number> },
): Promise<void> {
  const { queue, secret, places, admissions, bought } = await read(databaseUrl, saleId)
  const of = (detail: string) => () => `sale ${saleId}: ${detail}`
  const check = (promise: string, holds: boolean, detail: string) => tally.check(promise, holds, of(detail))

  check(
    'the join log has no gap',
    places.every(({ seq }, i) => seq === i + 1),
    places.map(({ seq }) => seq).join(),
  )
  check('the queue counts its places', queue.joined === places.length, `${queue.joined} of ${places.length}`)
  const active = places.filter(({ ended }) => !ended)
  check('a buyer has one place', new Set(active.map(({ user_id }) => user_id)).size === active.length, 'a second place')

  check('the draw has been made', queue.drawn !== null, 'not drawn')
  const size = queue.drawn ?? 0
  const digest = places
    .slice(0, size)
    .map(({ ticket }) => logEntryOf(ticket))
    .reduce(nextLogDigest, emptyLogDigest(saleId))
  check('the digest is that of the join log', digest === queue.digest.toString('hex'), digest)
  const draw = { key: drawKeyOf(secret, digest), size }
  const positions = new Map(places.map(({ seq }) => [seq, positionInQueue(draw, seq)]))
  check('every place has its own position', new Set(positions.values()).size === places.length, 'a position twice')
  for (const [seq, position] of reported)
    check('a told position is that of the draw', positions.get(seq) === position, `seq ${seq}: ${position}`)

  const sorted = admissions.toSorted((a, b) => a.after - b.after)
  const isChain = sorted.every(({ after }, i) => after === (sorted[i - 1]?.up_to ?? 0))
  check('each position is admitted once', isChain && (sorted.at(-1)?.up_to ?? 0) === queue.admitted, 'a gap')
  const usedPlaces = places.filter(({ used }) => used)
  const isIn = ({ seq }: { seq: number }) => (positions.get(seq) ?? 0) <= queue.admitted
  check('no more passes are used than admitted', usedPlaces.every(isIn), 'a pass that was not admitted')
  const counted = admissions.reduce((sum, { used }) => sum + used, 0)
  check('used and expired passes add up', counted === queue.used && queue.used <= usedPlaces.length, `${counted}`)
  check('no pass is both used and expired', queue.used + queue.expired <= queue.admitted, `${queue.expired}`)

  const admittedAt = new Map<string, number>()
  for (const { seq, user_id } of places) {
    const position = positions.get(seq) ?? 0
    const batch = admissions.find(({ after, up_to }) => after < position && position <= up_to)
    const known = admittedAt.get(user_id) ?? Number.POSITIVE_INFINITY
    if (batch) admittedAt.set(user_id, Math.min(known, batch.at_ms))
  }
  for (const { user_id, created_ms } of bought) {
    const at = admittedAt.get(user_id) ?? Number.POSITIVE_INFINITY
    check('nobody buys before they are admitted', created_ms >= at, `${user_id} at ${created_ms}, admitted at ${at}`)
  }
}

function read(databaseUrl: string, saleId: number): Promise<Stored> {
  return readAtOnce(databaseUrl, async (rows) => {
    const ms = (column: string) => `(extract(epoch FROM ${column}) * 1000)::float8`
    const [queue] = await rows<Stored['queue']>('SELECT * FROM queues WHERE sale_id = $1', [saleId])
    const [sale] = await rows<{ secret: Buffer }>('SELECT secret FROM sales WHERE id = $1', [saleId])
    if (!queue || !sale) throw new Error(`sale ${saleId} has no waiting room`)
    return {
      queue,
      secret: sale.secret,
      places: await rows(
        `SELECT seq, ticket, user_id, used_at IS NOT NULL AS used, ended_at IS NOT NULL AS ended
         FROM queue_places WHERE sale_id = $1 ORDER BY seq`,
        [saleId],
      ),
      admissions: await rows(
        `SELECT after, up_to, used, ${ms('at')} AS at_ms FROM queue_admissions WHERE sale_id = $1`,
        [saleId],
      ),
      bought: await rows(
        `SELECT user_id, ${ms('created_at')} AS created_ms FROM orders WHERE sale_id = $1 AND status <> 'void'
         UNION ALL SELECT user_id, ${ms('created_at')} FROM holds WHERE sale_id = $1 AND state <> 'void'`,
        [saleId],
      ),
    }
  })
}
