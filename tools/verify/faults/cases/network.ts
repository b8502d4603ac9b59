import { pause, repeat } from '../../inject.ts'
import type { Fault } from '../fault.ts'

const SLOW_MS = 30
const PIECE_BYTES = 7
const CUT_MS = 150
const TURN_MS = 1_500
/** Longer than a lease plus the sweeper's interval. */
const LATE_MS = 4_500

const slow: Fault = {
  name: 'network-slow',
  what: 'packets between servers and stores are delayed and fragmented',
  inject: ({ proxies }, injection) =>
    repeat(TURN_MS, injection, async () => {
      for (const proxy of [...proxies.postgres, ...proxies.redis]) {
        proxy.delay(injection.random.below(SLOW_MS))
        proxy.slice(1 + injection.random.below(PIECE_BYTES))
      }
      await pause(TURN_MS, injection.stopping)
      for (const proxy of [...proxies.postgres, ...proxies.redis]) proxy.heal()
    }),
}

const cut: Fault = {
  name: 'network-cut',
  what: 'connections to both stores break continuously',
  inject: ({ proxies }, injection) =>
    repeat(CUT_MS, injection, async () => injection.random.pick([...proxies.postgres, ...proxies.redis]).cut()),
}

const late: Fault = {
  name: 'network-late',
  what: 'messages of one server reach PostgreSQL after its leases have expired and other servers have settled them',
  inject: ({ proxies }, injection) =>
    repeat(CUT_MS, injection, async () => {
      const proxy = injection.random.pick(proxies.postgres)
      proxy.delay(LATE_MS)
      await pause(LATE_MS, injection.stopping)
      proxy.heal()
    }),
}

export const network = [slow, cut, late]
