import { setTimeout as delay } from 'node:timers/promises'
import type { Server } from '../../harness/fleet.ts'
import { number } from '../../harness/numbers.ts'
import { showProgress } from '../../harness/progress.ts'
import type { Call } from '../crowd/calls.ts'
import { shopUntilSold } from '../crowd/crowd.ts'
import { readEvidence } from '../crowd/floor.ts'
import { injectDuring } from '../inject.ts'
import { readAtOnce } from '../judge/books.ts'
import type { Finding } from '../judge/evidence.ts'
import { judge } from '../judge/judge.ts'
import { judgeMoments } from '../judge/moments.ts'
import { judgeFinal, judgeRefusals } from '../judge/refusals.ts'
import type { Fault } from './fault.ts'
import { type Plant, planted } from './plants/plant.ts'
import { heal, openTheatre, type Size, type Theatre } from './theatre.ts'

/** For the last events to reach the sink; a killed relay's deliveries come back after half a minute. */
const DELIVERED_MS_MAX = 60_000
const DELIVERED_POLL_MS = 250

/** How large it is and how long it strikes. */
export interface Extent {
  size: Size
  strikeMs: number
}

/** What a case has shown. */
export interface Played {
  fault: Fault
  /** How often it struck. */
  times: number
  seconds: number
  /** Requests that got no answer, or were told to come again. */
  unanswered: number
  findings: Finding[]
  calls: readonly Call[]
  servers: readonly Server[]
}

/** Plays one case from fresh stores: it strikes for a while, then all is healed and must sell out. */
export async function play(fault: Fault, { size, strikeMs }: Extent, plant?: Plant): Promise<Played> {
  const theatre = await openTheatre(size, plant ? planted(fault, plant) : fault)
  const { floor, stores } = theatre
  try {
    await fault.prelude?.(theatre)
    floor.sender.twice = fault.twice ?? false
    const progress = showProgress(() => `${fault.name}: ${number(floor.calls.all.length)} requests answered`)
    const { soldOut, injected, seconds } = await injectDuring({
      seed: size.seed,
      ms: strikeMs,
      crowd: (injection) => fault.crowd?.(theatre, injection) ?? shopUntilSold({ ...size, ...floor }),
      inject: (injection) => fault.strike(theatre, injection),
      heal: () => heal(theatre),
    }).finally(() => progress.end())
    const evidence = await readEvidence(stores, floor, size.seed)
    const findings = [
      { promise: 'once healed it sells out', checked: 1, broken: soldOut ? [] : ['it did not sell out in time'] },
      ...judge(evidence),
      ...judgeMoments(evidence, floor),
      judgeRefusals(evidence, floor),
      judgeFinal(evidence),
      await everyEventDelivered(theatre),
      ...(fault.judge?.(theatre) ?? []),
    ]
    const unanswered = floor.calls.all.filter((call) => call.status === 0 || call.status === 503).length
    const { servers } = theatre.fleet
    return { fault, times: injected, seconds, unanswered, findings, calls: floor.calls.all, servers }
  } finally {
    await theatre.close()
  }
}

/** What the ledger tells of, the sink has heard. */
async function everyEventDelivered({ stores, sink }: Theatre): Promise<Finding> {
  const deadline = performance.now() + DELIVERED_MS_MAX
  for (;;) {
    const events = await readAtOnce(stores.databaseUrl, (rows) =>
      rows<{ id: string; type: string }>(
        `SELECT e.id, e.type FROM outbox_events e, webhooks w WHERE e.at > w.created_at AND e.sale_id > 0`,
        [],
      ),
    )
    const missing = events.filter((event) => !sink.heard.has(event.id))
    if (missing.length === 0 || performance.now() > deadline) {
      const broken = missing.map((event) => `event ${event.id}, ${event.type}`)
      return { promise: 'every event is delivered', checked: events.length, broken }
    }
    await delay(DELIVERED_POLL_MS)
  }
}
