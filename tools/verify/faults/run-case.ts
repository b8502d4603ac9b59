import { setTimeout as delay } from 'node:timers/promises'
import type { Server } from '../../harness/fleet.ts'
import { number } from '../../harness/numbers.ts'
import { showProgress } from '../../harness/progress.ts'
import type { Call } from '../crowd/calls.ts'
import { shopUntilSold } from '../crowd/crowd.ts'
import { readEvidence } from '../crowd/floor.ts'
import { injectDuring } from '../inject.ts'
import type { Finding } from '../judge/evidence.ts'
import { judge } from '../judge/judge.ts'
import { judgeMoments } from '../judge/moments.ts'
import { judgeFinal, judgeRefusals } from '../judge/refusals.ts'
import { readAtOnce } from '../judge/stored-state.ts'
import { type Environment, heal, openEnvironment, type Size } from './environment.ts'
import type { Fault } from './fault.ts'
import { type Mutant, withMutant } from './mutant.ts'

/** Timeout for the last events. The deliveries of a killed relay are retried after half a minute. */
const DELIVERED_MS_MAX = 60_000
const DELIVERED_POLL_MS = 250

/** Size of a case and duration of the fault injection. */
export interface Extent {
  size: Size
  injectMs: number
}

/** The result of a case. */
export interface CaseResult {
  fault: Fault
  /** Number of injected faults. */
  times: number
  seconds: number
  /** Requests without a response, or with a 503. */
  unanswered: number
  findings: Finding[]
  calls: readonly Call[]
  servers: readonly Server[]
}

/** Runs one case on empty stores: injects faults for a while, then reverts them; everything must sell out. */
export async function runCase(fault: Fault, { size, injectMs }: Extent, mutant?: Mutant): Promise<CaseResult> {
  const environment = await openEnvironment(size, mutant ? withMutant(fault, mutant) : fault)
  const { floor, stores } = environment
  try {
    await fault.prelude?.(environment)
    floor.sender.twice = fault.twice ?? false
    const progress = showProgress(() => `${fault.name}: ${number(floor.calls.all.length)} responses`)
    const beside: Finding[] = []
    const { soldOut, injected, seconds } = await injectDuring({
      seed: size.seed,
      ms: injectMs,
      async crowd(injection) {
        const more = fault.beside?.(environment, injection)
        const buying = fault.crowd?.(environment, injection) ?? shopUntilSold({ ...size, ...floor })
        const [soldOut, found = []] = await Promise.all([buying, more])
        beside.push(...found)
        return soldOut
      },
      inject: async (injection) => (await fault.inject?.(environment, injection)) ?? 0,
      heal: () => heal(environment),
    }).finally(() => progress.end())
    const evidence = await readEvidence(stores, floor, size.seed)
    const findings = [
      { promise: 'the sales sell out after the faults', checked: 1, broken: soldOut ? [] : ['not sold out in time'] },
      {
        promise: 'at least one fault is injected',
        checked: 1,
        broken: isSkipped(fault, injected) ? ['nothing was injected'] : [],
      },
      ...judge(evidence),
      ...judgeMoments(evidence, floor),
      judgeRefusals(evidence, floor),
      judgeFinal(evidence),
      await everyEventDelivered(environment),
      ...beside,
      ...(fault.judge?.(environment) ?? []),
    ]
    const unanswered = floor.calls.all.filter((call) => call.status === 0 || call.status === 503).length
    const { servers } = environment.fleet
    return { fault, times: injected, seconds, unanswered, findings, calls: floor.calls.all, servers }
  } finally {
    await environment.close()
  }
}

/** A case without an injected fault proves nothing. */
const isSkipped = (fault: Fault, injected: number): boolean => fault.inject !== undefined && injected === 0

/** Waits until every event of the outbox has been received. */
async function everyEventDelivered({ stores, events }: Environment): Promise<Finding> {
  const deadline = performance.now() + DELIVERED_MS_MAX
  for (;;) {
    const written = await readAtOnce(stores.databaseUrl, (rows) =>
      rows<{ id: string; type: string }>(
        `SELECT e.id, e.type FROM outbox_events e, webhooks w WHERE e.at > w.created_at AND e.sale_id > 0`,
        [],
      ),
    )
    const missing = written.filter((event) => !events.received.has(event.id))
    if (missing.length === 0 || performance.now() > deadline) {
      const broken = missing.map((event) => `event ${event.id}, ${event.type}`)
      return { promise: 'every event is delivered', checked: written.length, broken }
    }
    await delay(DELIVERED_POLL_MS)
  }
}
