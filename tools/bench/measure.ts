import { cpuUs } from '../harness/usage.ts'

/**
 * One operation of a scenario; several requests where it takes several. @returns whether it came to what it should; undefined when
 * there is nothing left to do it with, which ends a closed loop
 */
export type Operation = () => Promise<boolean | undefined>

/** Processes whose CPU is counted, by name; pid 0 is left out. */
export type Watched = Readonly<Record<string, number>>

/** What a round has shown. */
export interface Round {
  good: number
  failed: number
  seconds: number
  /** Of good operations. */
  latenciesMs: number[]
  /** CPU in µs, by process; what cannot be read is left out. */
  cpuUs: Record<string, number>
}

/** Closed loop: so many clients, each of which begins its next operation when the last has ended. */
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

/** Pause of the clock that sends; arrivals that fell due meanwhile go together. */
const TICK_MS = 1
/** Operations under way at once, beyond which an arrival is a failure: the target does not keep up. */
const UNDER_WAY_MAX = 20_000

/**
 * Open loop: operations arrive at a rate of their own, however long the others take. Each is timed from the moment it was due, so
 * that a stall is felt by all who would have come during it (coordinated omission, Gil Tene).
 */
export function openLoop(perSecond: number, ms: number, one: Operation, watched: Watched): Promise<Round> {
  return measured(watched, async (note) => {
    const began = performance.now()
    const arrivals = Math.floor((perSecond * ms) / 1_000)
    const underWay = new Set<Promise<unknown>>()
    for (let sent = 0; sent < arrivals; ) {
      const due = Math.min(arrivals, Math.ceil(((performance.now() - began) * perSecond) / 1_000))
      for (; sent < due; sent++) {
        if (underWay.size >= UNDER_WAY_MAX) {
          note(false, 0)
          continue
        }
        const dueAt = began + (sent * 1_000) / perSecond
        const running = one().then((good) => note(good === true, performance.now() - dueAt))
        underWay.add(running)
        void running.then(() => underWay.delete(running))
      }
      await new Promise((resolve) => setTimeout(resolve, TICK_MS))
    }
    await Promise.all(underWay)
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
