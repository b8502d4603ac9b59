import { root } from '../../../apps.ts'
import { every, type Fault } from '../fault.ts'
import { checkOutOlder, whyNoOlder } from '../older.ts'

const REPLACED_MS = 1_500

/** Servers in the order in which they are replaced: one is upgraded, then one rolled back, so that both versions run at any time. */
const TURNS = [0, 2, 1]

/** Which servers run the version before, by their number. The database is migrated by this one, as in a rolling upgrade. */
const older = new Set([0, 1])

const sideBySide: Fault = {
  name: 'versions-mixed',
  what: 'servers of the version before beside this one, upgraded and rolled back one after the other under load',
  missing: whyNoOlder,
  root: (index) => (older.has(index) ? checkOutOlder() : root),
  async strike({ fleet }, act) {
    let turn = 0
    return every(REPLACED_MS, act, async () => {
      const index = TURNS[turn++ % TURNS.length] ?? 0
      if (!older.delete(index)) older.add(index)
      const server = fleet.servers[index]
      await server?.stop()
      await server?.start()
    })
  },
}

export const versions = [sideBySide]
