import { every, type Fault } from '../fault.ts'

const KILL_MS = 2_000

const killed: Fault = {
  name: 'relay-killed',
  what: 'SIGKILL to the relay with deliveries under way',
  strike: ({ relay }, act) =>
    every(KILL_MS, act, async () => {
      await relay.kill()
      await relay.start()
    }),
}

export const events = [killed]
