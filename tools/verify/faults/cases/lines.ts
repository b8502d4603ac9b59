import { pause, repeat } from '../../inject.ts'
import type { Fault } from '../fault.ts'

const SLOW_MS = 30
const PIECE_BYTES = 7
const CUT_MS = 150
const TURN_MS = 1_500
/** Longer than a lease and a look of the sweeper. */
const LATE_MS = 4_500

const slow: Fault = {
  name: 'lines-slow',
  what: 'every packet between servers and stores is late, and comes in pieces',
  strike: ({ lines }, act) =>
    repeat(TURN_MS, act, async () => {
      for (const line of [...lines.postgres, ...lines.redis]) {
        line.delay(act.random.below(SLOW_MS))
        line.slice(1 + act.random.below(PIECE_BYTES))
      }
      await pause(TURN_MS, act.stopping)
      for (const line of [...lines.postgres, ...lines.redis]) line.heal()
    }),
}

const cut: Fault = {
  name: 'lines-cut',
  what: 'connections to either store break all the time',
  strike: ({ lines }, act) =>
    repeat(CUT_MS, act, async () => act.random.pick([...lines.postgres, ...lines.redis]).cut()),
}

const late: Fault = {
  name: 'lines-late',
  what: 'what one server sends to PostgreSQL arrives when its leases are over and others have settled them',
  strike: ({ lines }, act) =>
    repeat(CUT_MS, act, async () => {
      const line = act.random.pick(lines.postgres)
      line.delay(LATE_MS)
      await pause(LATE_MS, act.stopping)
      line.heal()
    }),
}

export const lines = [slow, cut, late]
