import type { Fault } from '../fault.ts'
import { crowds } from './crowds.ts'
import { network } from './network.ts'
import { postgres } from './postgres.ts'
import { redis } from './redis.ts'
import { servers } from './servers.ts'

/** Every way in which Hourglass is broken on purpose. */
export const faults: readonly Fault[] = [...servers, ...redis, ...postgres, ...network, ...crowds]
