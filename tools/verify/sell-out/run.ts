import { startFleet } from '../../harness/fleet.ts'
import { openStores } from '../../harness/stores.ts'
import { ToolError } from '../../harness/tool-error.ts'
import { mixed } from '../crowd/mixed.ts'
import type { Options } from './options.ts'
import type { Scenario } from './scenario.ts'
import { sellOut } from './sell-out.ts'

const scenarios: Record<Options['scenario'], Scenario> = { 'sell-out': sellOut, mixed }

/** One run from empty stores to the verdicts. @returns whether every promise was kept */
export async function run(options: Options): Promise<boolean> {
  const scenario = scenarios[options.scenario]
  const stores = await openStores(process.env)
  try {
    if (options.killRedis !== undefined && !stores.redis)
      throw new ToolError('--kill-redis needs a Redis that is started here: leave out DATABASE_URL and REDIS_URL.')
    const fleet = await startFleet(stores, { ...options, env: scenario.env(options) })
    try {
      return await scenario.play({ stores, fleet, options })
    } finally {
      await fleet.stop()
    }
  } finally {
    await stores.stop()
  }
}
