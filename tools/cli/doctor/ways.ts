import { createHistory } from '@hourglass/core/operations'
import { createDatabase, type Database, unsafeSettings } from '@hourglass/db'
import { placeOf, reasonOf } from '@hourglass/stack'
import { danger, type Finding, look, ok } from './finding.ts'

const quiet = { info() {}, warn() {}, error() {} }

/** What servers reach through a pooler: it must be there, and lend sessions that keep what is promised. */
export async function checkPooler(url: string): Promise<Finding> {
  const db = createDatabase(url, { max: 1, name: 'hourglass-command', pooler: 'transaction' })
  try {
    const wrong = await unsafeSettings(db)
    if (wrong.length === 0) return ok('pooler', `${placeOf(url)} lends sessions with the settings that are needed`)
    const remedy = 'Then end the sessions that are open: RECONNECT at the pooler. No server starts before.'
    return danger('pooler', wrong.join(' '), remedy)
  } catch (error) {
    const says = `no answer from ${placeOf(url)}: ${reasonOf(error instanceof Error && error.cause ? error.cause : error)}`
    return danger('pooler', says, 'Start it, or correct DATABASE_URL. Nothing can be sold.')
  } finally {
    await db.$client.end()
  }
}

/** Where sales that are over are read. Without it the primary is. */
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
    const says = `read from the primary: ${seen?.why} (${seen?.behindMs === null ? placeOf(replica.url) : behind})`
    return look('history', says, 'See that the replica runs and follows, or correct DATABASE_HISTORY_URL.')
  } finally {
    await history.close()
  }
}
