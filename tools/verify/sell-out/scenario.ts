import { writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Fleet } from '../../harness/fleet.ts'
import { showProgress } from '../../harness/progress.ts'
import type { Stores } from '../../harness/stores.ts'
import { type Chaos, startChaos } from './chaos.ts'
import type { Options } from './options.ts'

/** Where a scenario plays: everything runs and is fresh. */
export interface Stage {
  stores: Stores
  fleet: Fleet
  options: Options
}

export interface Scenario {
  /** What its servers are to be told beside the sizes. */
  env(options: Options): NodeJS.ProcessEnv
  /** @returns whether every promise was kept */
  play(stage: Stage): Promise<boolean>
}

/** Has a crowd act while servers and Redis are killed as asked for, and waits until everything runs again. */
export async function underFire(
  { stores, fleet, options }: Stage,
  line: () => string,
  act: () => Promise<boolean>,
): Promise<{ soldOut: boolean; seconds: number; kills: Chaos['kills'] }> {
  for (const each of fleet.servers) each.residentMb = undefined
  const chaos = startChaos({ ...options, servers: fleet.servers, redis: stores.redis })
  const progress = showProgress(line)
  const began = performance.now()
  const soldOut = await act().finally(() => progress.end())
  const seconds = (performance.now() - began) / 1_000
  await chaos.stop()
  if (!soldOut) console.log('  It did not sell out in time.')
  for (const each of fleet.servers) each.sampleMemory()
  return { soldOut, seconds, kills: chaos.kills }
}

/** Writes what the crowd heard, one line of JSON each, then the servers' own lines; where nobody asks for it only after a broken promise. */
export function writeJournal(entries: readonly unknown[], { fleet, options }: Stage, kept: boolean): void {
  const { journal, scenario, seed } = options
  if (journal === undefined && kept) return
  const file = journal ?? join(tmpdir(), `hourglass-load-${scenario}-${seed}-${process.pid}.jsonl`)
  const said = fleet.servers.flatMap((server) => server.lines).map((line) => ({ log: line }))
  writeFileSync(file, `${[...entries, ...said].map((each) => JSON.stringify(each)).join('\n')}\n`)
  console.log(`\n  The journal is in ${file}`)
}
