import { cpuUs } from '../harness/usage.ts'

/**
 * One operation of a scenario, which may take several requests. @returns whether it succeeded; undefined if no input is left, which
 * ends a closed loop
 */
export type Operation = () => Promise<boolean | undefined>

/** Processes whose CPU time is measured, by name. Pid 0 is ignored. */
export type Watched = Readonly<Record<string, number>>

/** The results of a round. */
export interface Round {
  good: number
  failed: number
  seconds: number
  /** Latencies of successful operations. */
  latenciesMs: number[]
  /** CPU time in µs, by process, where it can be read. */
  cpuUs: Record<string, number>
}

/** Closed loop: a number of clients, each of which starts its next operation when the previous one has finished. */
export function closedLoop(clients: number, ms: number, one: Operation, watched: Watched): Promise<Round> {
  return measured(watched, async (note) => {
    const until = performance.now() + ms
    const client = async () => {
      while (performance.now() < until) {
        const began = performance.now()
        const good = await one()
        if (good === undefined) return
        note(good, performance.now() - began)
      }
    }
    await Promise.all(Array.from({ length: clients }, client))
  })
}

/** Interval of the send timer. Arrivals that are due at a tick are sent together. */
const TICK_MS = 1
/** Maximum operations in flight. Further arrivals count as failures: the target does not keep up. */
const IN_FLIGHT_MAX = 20_000

/**
 * Open loop: operations arrive at a constant rate, however long others take. Latency is measured from the scheduled arrival, so a stall
 * counts for every operation that was due during it (no coordinated omission, Gil Tene).
 */
export function openLoop(perSecond: number, ms: number, one: Operation, watched: Watched): Promise<Round> {
  return measured(watched, async (note) => {
    const began = performance.now()
    const arrivals = Math.floor((perSecond * ms) / 1_000)
    const inFlight = new Set<Promise<unknown>>()
    for (let sent = 0; sent < arrivals; ) {
      const due = Math.min(arrivals, Math.ceil(((performance.now() - began) * perSecond) / 1_000))
      for (; sent < due; sent++) {
        if (inFlight.size >= IN_FLIGHT_MAX) {
          note(false, 0)
          continue
        }
        const dueAt = began + (sent * 1_000) / perSecond
        const running = one().then((good) => note(good === true, performance.now() - dueAt))
        inFlight.add(running)
        void running.then(() => inFlight.delete(running))
      }
      await new Promise((resolve) => setTimeout(resolve, TICK_MS))
    }
    await Promise.all(inFlight)
  })
}

async function measured(
  watched: Watched,
  run: (note: (good: boolean, ms: number) => void) => Promise<void>,
): Promise<Round> {
  const latenciesMs: number[] = []
  let failed = 0
  const before = cpuNow(watched)
  const began = performance.now()
  await run((good, ms) => {
    if (good) latenciesMs.push(ms)
    else failed++
  })
  const seconds = (performance.now() - began) / 1_000
  const after = cpuNow(watched)
  const used = Object.entries(after).map(([name, us]) => [name, us - (before[name] ?? us)] as const)
  return { good: latenciesMs.length, failed, seconds, latenciesMs, cpuUs: Object.fromEntries(used) }
}

function cpuNow(watched: Watched): Record<string, number> {
  const own = process.cpuUsage()
  const found = Object.entries(watched).flatMap(([name, pid]) => {
    const us = pid > 0 ? cpuUs(pid) : undefined
    return us === undefined ? [] : [[name, us] as const]
  })
  return { ...Object.fromEntries(found), generator: own.user + own.system }
}
