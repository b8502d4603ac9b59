import { chmod, mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Keeper, startKeeper } from '../keeper/keeper.ts'
import { startPostgres } from '../postgres/server.ts'

export interface TestCluster {
  /** The maintenance database: the value for `HOURGLASS_TEST_POSTGRES`. */
  url: string
  stop(): Promise<void>
}

/** Starts a PostgreSQL for a whole test run, durable settings included. Its files are deleted at the end, also when this process is killed. */
export async function startTestCluster(): Promise<TestCluster> {
  const keeper = await startKeeper()
  try {
    const { maintenanceUrl } = await startPostgres(keeper, await temporaryFolder(keeper), () => {})
    return { url: maintenanceUrl, stop: () => keeper.stop() }
  } catch (error) {
    await keeper.stop()
    throw error
  }
}

/** A folder that goes when the keeper does. */
export async function temporaryFolder(keeper: Keeper): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'hourglass-test-'))
  keeper.removeAtEnd(folder)
  await chmod(folder, 0o711) // the unprivileged user of a store passes through it
  return folder
}
