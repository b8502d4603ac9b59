import type { Fault } from '../fault.ts'
import { accounts } from './accounts.ts'
import { corrections } from './corrections.ts'
import { crowds } from './crowds.ts'
import { network } from './network.ts'
import { payments } from './payments.ts'
import { postgres } from './postgres.ts'
import { queue } from './queue.ts'
import { redis } from './redis.ts'
import { servers } from './servers.ts'

/** All fault injection cases. */
export const faults: readonly Fault[] = [
  ...servers,
  ...redis,
  ...postgres,
  ...network,
  ...crowds,
  ...accounts,
  ...queue,
  ...corrections,
  ...payments,
]
