import { setTimeout as delay } from 'node:timers/promises'
import { told } from '../../crowd/evidence.ts'
import type { Finding } from '../../crowd/finding.ts'
import { every, type Fault } from '../fault.ts'
import type { Theatre } from '../theatre.ts'

const KILL_MS = 1_500
/** Longer than a take's lease, so that what it has under way is settled without it. */
const PAUSED_MS = 5_000
const CLOCK = new URL('../wrong-clock.ts', import.meta.url).href

const killed: Fault = {
  name: 'server-killed',
  what: 'SIGKILL to a server every few seconds',
  strike: ({ fleet }, act) =>
    every(KILL_MS, act, async () => {
      const server = act.random.pick(fleet.servers)
      await server.kill()
      await server.start()
    }),
}

const paused: Fault = {
  name: 'server-paused',
  what: 'a server sleeps beyond its lease, and wakes with its work half done',
  strike: ({ fleet }, act) =>
    every(500, act, async () => {
      const server = act.random.pick(fleet.servers)
      server.pause()
      await delay(PAUSED_MS)
      server.resume()
    }),
}

const drained: Fault = {
  name: 'server-drained',
  what: 'SIGTERM to a server under load, and a new one in its place: no request may be lost',
  strike: ({ fleet }, act) =>
    every(KILL_MS, act, async () => {
      const server = act.random.pick(fleet.servers)
      await server.stop()
      await server.start()
    }),
  judge: ({ floor }) => [nothingLost(floor)],
}

function nothingLost({ calls }: Theatre['floor']): Finding {
  const lost = calls.all.filter((call) => call.outcome === 'unknown')
  return { promise: 'a server that drains loses no request', checked: calls.all.length, broken: lost.map(told) }
}

const wrongClocks: Fault = {
  name: 'clocks-wrong',
  what: 'one server ten minutes ahead, one ten minutes behind',
  flags: (index) => (index === 0 ? [] : [`--import=${CLOCK}?minutes=${index === 1 ? 10 : -10}`]),
  strike: async () => 2,
}

export const servers = [killed, paused, drained, wrongClocks]
