import { createHistory } from '@hourglass/core/operations'
import { createDatabase, type Database, unsafeSettings } from '@hourglass/db'
import { placeOf, reasonOf } from '@hourglass/stack'
import { danger, type Finding, ok, warning } from './finding.ts'

const quiet = { info() {}, warn() {}, error() {} }

/** Checks that the pooler answers and that its sessions have the settings that durability depends on. */
export async function checkPooler(url: string): Promise<Finding> {
  const db = createDatabase(url, { max: 1, name: 'hourglass-command', pooler: 'transaction' })
  try {
    const wrong = await unsafeSettings(db)
    if (wrong.length === 0) return ok('pooler', `${placeOf(url)} provides sessions with the required settings`)
    const remedy = 'Then close the open sessions: run RECONNECT on the pooler. Servers refuse to start until then.'
    return danger('pooler', wrong.join(' '), remedy)
  } catch (error) {
    const reason = reasonOf(error instanceof Error && error.cause ? error.cause : error)
    const remedy = 'Start it, or correct DATABASE_URL. Nothing can be sold without it.'
    return danger('pooler', `no answer from ${placeOf(url)}: ${reason}`, remedy)
  } finally {
    await db.$client.end()
  }
}

/** Checks the read replica for past sales. Without it they are read from the primary. */
export async function checkReplica(primary: Database, replica: { url: string; behindMsMax: number }): Promise<Finding> {
  const history = createHistory({
    primary,
    replicaUrl: replica.url,
    behindMsMax: replica.behindMsMax,
    clock: () => new Date(),
    log: quiet,
  })
  try {
    const seen = await history.check()
    const behind = `${placeOf(replica.url)}, ${Math.round((seen?.behindMs ?? 0) / 1_000)} s behind`
    if (seen?.used) return ok('history', `read from the replica at ${behind}`)
    const message = `read from the primary: ${seen?.why} (${seen?.behindMs === null ? placeOf(replica.url) : behind})`
    const remedy = 'Check that the replica is running and replicating, or correct DATABASE_HISTORY_URL.'
    return warning('history', message, remedy)
  } finally {
    await history.close()
  }
}
