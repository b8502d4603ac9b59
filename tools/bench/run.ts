import { median } from '../harness/numbers.ts'
import { showProgress } from '../harness/progress.ts'
import { closedLoop, openLoop, type Round } from './measure.ts'
import type { Options } from './options.ts'
import type { Bench, Scenario, Turn } from './scenario.ts'
import { ratioOf, type Series, seriesOf } from './series.ts'
import { createSupply } from './supply.ts'
import type { Target } from './target.ts'

/** Rate of the open loop as a share of the closed loop's throughput, well below saturation. */
const OPEN_SHARE = 0.5

/** A scenario on a target, with its completed rounds. */
interface Track {
  target: Target
  scenario: Scenario
  turn: Turn
  bench: Bench
  closed: Round[]
  open: Round[]
}

/** Alternates scenarios and targets, so that other load on the machine affects all of them. */
export async function measureAll(targets: readonly Target[], options: Options): Promise<Map<Target, Series[]>> {
  const { rounds, roundMs, connections } = options
  const tracks = await prepare(targets, options)
  const state = { doing: 'warming up' }
  const progress = showProgress(() => state.doing)
  try {
    for (let round = 0; round <= rounds; round++) {
      for (const track of tracks) {
        const { turn, target } = track
        state.doing = `${round === 0 ? 'warming up' : `round ${round} of ${rounds}`}: ${target.name} ${track.scenario.name}`
        await turn.ready?.(roundMs)
        const found = await closedLoop(turn.clients ?? connections, roundMs, turn.one, target.watched)
        turn.rest?.()
        if (round === 0) turn.warm?.()
        else track.closed.push(found)
        if (round === 0 || !turn.open) continue
        const rate = OPEN_SHARE * median(track.closed.map((each) => each.good / each.seconds))
        track.open.push(await openLoop(rate, roundMs, turn.one, target.watched))
      }
    }
  } finally {
    progress.end()
    for (const { turn } of tracks) turn.end?.()
  }
  return bySeries(tracks)
}

async function prepare(targets: readonly Target[], { scenarios, connections }: Options): Promise<Track[]> {
  const tracks: Track[] = []
  for (const target of targets) {
    const bench = { target, supply: createSupply(target), connections }
    for (const scenario of scenarios) {
      if (scenario.oursOnly && !target.ours) continue
      tracks.push({ target, scenario, turn: await scenario.begin(bench), bench, closed: [], open: [] })
    }
  }
  return tracks
}

function bySeries(tracks: readonly Track[]): Map<Target, Series[]> {
  const found = new Map<Target, Series[]>()
  for (const { target, scenario, turn, closed, open } of tracks) {
    const other = tracks.find((track) => track.target === target && track.scenario.name === scenario.ratioTo)
    const ratio = other ? ratioOf(other.scenario.name, closed, other.closed) : null
    const series = seriesOf(scenario, closed, open, { ratio, more: turn.more?.() ?? {} })
    found.set(target, [...(found.get(target) ?? []), series])
  }
  return found
}
