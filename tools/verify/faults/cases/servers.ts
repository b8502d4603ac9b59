import { setTimeout as delay } from 'node:timers/promises'
import { root } from '../../../apps.ts'
import { killServer, repeat } from '../../inject.ts'
import type { Finding } from '../../judge/evidence.ts'
import { describeCall } from '../../judge/evidence.ts'
import type { Environment } from '../environment.ts'
import type { Fault } from '../fault.ts'
import { checkOutOlder, whyNoOlder } from '../older.ts'

const KILL_MS = 1_500
/** Longer than a take's lease, so that other servers settle its takes. */
const PAUSED_MS = 5_000
const CLOCK = new URL('../wrong-clock.ts', import.meta.url).href

const killed: Fault = {
  name: 'server-killed',
  what: 'SIGKILL to a server every few seconds',
  inject: ({ fleet }, injection) => repeat(KILL_MS, injection, () => killServer(fleet.servers, injection.random)),
}

const paused: Fault = {
  name: 'server-paused',
  what: 'a server is paused longer than its lease and resumes in the middle of its work',
  inject: ({ fleet }, injection) =>
    repeat(500, injection, async () => {
      const server = injection.random.pick(fleet.servers)
      server.pause()
      await delay(PAUSED_MS)
      server.resume()
    }),
}

const drained: Fault = {
  name: 'server-drained',
  what: 'SIGTERM to a server under load, and a replacement: no request may be lost',
  inject: ({ fleet }, injection) =>
    repeat(KILL_MS, injection, async () => {
      const server = injection.random.pick(fleet.servers)
      await server.stop()
      await server.start()
    }),
  judge: ({ floor }) => [nothingLost(floor)],
}

function nothingLost({ calls }: Environment['floor']): Finding {
  const lost = calls.all.filter((call) => call.outcome === 'unknown')
  return { promise: 'a draining server loses no request', checked: calls.all.length, broken: lost.map(describeCall) }
}

const wrongClocks: Fault = {
  name: 'clocks-wrong',
  what: 'one server ten minutes ahead, one ten minutes behind',
  flags: (index) => (index === 0 ? [] : [`--import=${CLOCK}?minutes=${index === 1 ? 10 : -10}`]),
  inject: async () => 2,
}

const RELAY_KILL_MS = 2_000

const relayKilled: Fault = {
  name: 'relay-killed',
  what: 'SIGKILL to the relay with deliveries in flight',
  inject: ({ relay }, injection) =>
    repeat(RELAY_KILL_MS, injection, async () => {
      await relay.kill()
      await relay.start()
    }),
}

const REPLACED_MS = 1_500

/** Order in which servers are replaced: an upgrade, then a rollback, so that both versions run at all times. */
const TURNS = [0, 2, 1]

/** Indexes of the servers that run the previous version. The current version migrates the database, as in a rolling upgrade. */
const older = new Set([0, 1])

const sideBySide: Fault = {
  name: 'versions-mixed',
  what: 'servers of the previous version run beside the current one, upgraded and rolled back repeatedly under load',
  missing: whyNoOlder,
  root: (index) => (older.has(index) ? checkOutOlder() : root),
  async inject({ fleet }, injection) {
    let turn = 0
    return repeat(REPLACED_MS, injection, async () => {
      const index = TURNS[turn++ % TURNS.length] ?? 0
      if (!older.delete(index)) older.add(index)
      const server = fleet.servers[index]
      await server?.stop()
      await server?.start()
    })
  },
}

export const servers = [killed, paused, drained, wrongClocks, relayKilled, sideBySide]
