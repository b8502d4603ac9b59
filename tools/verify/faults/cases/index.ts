import type { Fault } from '../fault.ts'
import { crowds } from './crowds.ts'
import { events } from './events.ts'
import { calendar } from './hours.ts'
import { lines } from './lines.ts'
import { postgres } from './postgres.ts'
import { redis } from './redis.ts'
import { servers } from './servers.ts'
import { versions } from './versions.ts'

export const faults: readonly Fault[] = [
  ...servers,
  ...versions,
  ...redis,
  ...postgres,
  ...lines,
  ...crowds,
  ...calendar,
  ...events,
]
