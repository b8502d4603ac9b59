import { queueWorlds } from './simulation/queue/queue-worlds.ts'
import { testWorlds } from './simulation/test-worlds.ts'

testWorlds(queueWorlds, { worlds: 100, of: 'waiting rooms' })
