import { sql } from 'drizzle-orm'
import { drawKeyOf, emptyLogDigest, logEntryOf, nextLogDigest, positionInQueue } from '../../../src/catalog/index.ts'
import { readHistory } from './history.ts'
import { QueueModel } from './model.ts'
import type { World } from './world.ts'

/** Clocks of the test and of PostgreSQL are read one after the other. */
const READ_MS = 1_000

interface Place {
  seq: number
  ticket: string
  userId: string
  /** It was made before the sale started. */
  early: boolean
  /** ms since 1970; null: never. */
  usedAt: number | null
  endedAt: number | null
}

/** Compares what is stored with the answers of the servers, and with everything that the model allows. */
export async function judge(world: World): Promise<string[]> {
  const { slot, sale, witness } = world
  const broken: string[] = [...witness.unexpected]
  const check = (promise: string, holds: boolean, detail: unknown = '') => {
    if (!holds) broken.push(`${promise}: ${String(detail)}`)
  }
  const history = await readHistory(slot.outside, sale.id)
  const { passMs } = slot.servers[0].settings.queue
  const model = new QueueModel(passMs)
  for (const written of history) model.apply(written)
  broken.push(...model.broken)

  const queue = history.findLast((written) => written.queue)?.queue
  const admissions = new Map(history.flatMap((written) => written.admissions).map((each) => [each.upTo, each]))
  const { places, secret } = await readPlaces(world)
  if (!queue) return [...broken, 'the sale has no waiting room']

  check(
    'the join log has no gap',
    places.every(({ seq }, i) => seq === i + 1),
    places.map(({ seq }) => seq),
  )
  check('the queue counts its places', queue.joined === places.length, `${queue.joined} of ${places.length}`)
  const live = places.filter(({ endedAt }) => endedAt === null).map(({ userId }) => userId)
  const buyers = new Set(places.map(({ userId }) => userId))
  check('a buyer has exactly one live place', live.length === buyers.size && new Set(live).size === live.length, live)

  const early = places.filter((place) => place.early)
  // A sale that ended, or whose door was opened, before it started has no draw.
  if (queue.drawn === null) return [...broken, ...(witness.isEnded ? [] : ['the draw is made'])]
  check(
    'everybody who joined before the start takes part in the draw, and nobody else',
    queue.drawn === early.length,
    `${queue.drawn} of ${early.length}`,
  )
  const digest = early.map(({ ticket }) => logEntryOf(ticket)).reduce(nextLogDigest, emptyLogDigest(sale.id))
  check('the digest is that of the join log', digest === queue.digest, digest)
  const draw = { key: drawKeyOf(secret, digest), size: early.length }
  const positions = new Map(places.map(({ seq }) => [seq, positionInQueue(draw, seq)]))
  check('every place has its own position', new Set(positions.values()).size === places.length)

  const admissionOf = (seq: number) => {
    const position = positions.get(seq) ?? 0
    return [...admissions.values()].find(({ after, upTo }) => after < position && position <= upTo)
  }
  for (const { seq, endedAt } of places) {
    const at = admissionOf(seq)?.at ?? Number.POSITIVE_INFINITY
    check('a place ends only after its pass has expired', endedAt === null || endedAt >= at + passMs, seq)
  }
  for (const { after, upTo, used } of admissions.values()) {
    const within = places.filter(({ seq }) => after < (positions.get(seq) ?? 0) && (positions.get(seq) ?? 0) <= upTo)
    const inTime = within.filter(({ seq, usedAt }) => usedAt !== null && usedAt < (admissionOf(seq)?.at ?? 0) + passMs)
    const atAll = within.filter(({ usedAt }) => usedAt !== null)
    check('every used pass is counted', inTime.length <= used && used <= atAll.length, `${used} of ${inTime.length}`)
  }

  // The answers of the servers.
  const bySeq = new Map(places.map((place) => [place.seq, place]))
  for (const views of witness.told.values()) {
    let pointer = 0
    for (const { seq, ticket, user_id, position, ahead, state, pass, expires_at } of views) {
      const place = bySeq.get(seq)
      check('a told ticket is stored', place?.ticket === ticket && place.userId === user_id, ticket)
      check(
        'a told position is that of the draw',
        position === null || position === positions.get(seq),
        `${seq}: ${position}`,
      )
      const admission = admissionOf(seq)
      check('only an admitted place has a pass', pass === null || (state === 'admitted' && !!admission), seq)
      const expires = expires_at === null ? null : Date.parse(expires_at) - passMs
      check(
        'a pass is valid as long as it should',
        expires === null || Math.abs(expires - (admission?.at ?? 0)) <= 1,
        expires_at,
      )
      if (state !== 'waiting' || position === null || ahead === null) continue
      const told = position - 1 - ahead
      check('the pointer of a server never goes back', told >= pointer, `${pointer} → ${told}`)
      pointer = told
    }
  }
  for (const { place, began, outcome } of witness.uses) {
    const left = Date.parse(place.expires_at ?? '') - began
    const isPassed = outcome === 'ok'
    check(
      'an expired pass is refused',
      !isPassed || witness.isEnded || left > -READ_MS,
      `${place.seq}: ${left} ms left`,
    )
    check('a valid pass is accepted', !/^pass_/.test(outcome) || left < READ_MS, `${place.seq}: ${outcome}`)
    const isRecorded = bySeq.get(place.seq)?.usedAt !== null
    check('the use of a pass is recorded', !isPassed || isRecorded, place.seq)
  }
  const hasEnded = (ticket: string | undefined) =>
    places.some((place) => place.ticket === ticket && place.endedAt !== null)
  for (const [one, ...others] of witness.repeats)
    check('a repeated join has one answer', others.every((other) => other === one) || hasEnded(one), [one, ...others])
  return broken
}

async function readPlaces({ slot, sale }: World): Promise<{ places: Place[]; secret: Buffer }> {
  const { rows: places } = await slot.outside.db.execute<Place & Record<string, unknown>>(sql`
    SELECT p.seq, p.ticket, p.user_id AS "userId", p.joined_at < s.starts_at AS early,
      worlds.ms(p.used_at) AS "usedAt", worlds.ms(p.ended_at) AS "endedAt"
    FROM queue_places p JOIN sales s ON s.id = p.sale_id WHERE p.sale_id = ${sale.id} ORDER BY p.seq`)
  const { rows } = await slot.outside.db.execute<{ secret: Buffer }>(
    sql`SELECT secret FROM sales WHERE id = ${sale.id}`,
  )
  return { places, secret: rows[0]?.secret ?? Buffer.alloc(0) }
}
