import { chmod, mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startPostgres } from '../postgres/server.ts'
import { type Supervisor, startSupervisor } from '../supervisor/supervisor.ts'

export interface TestCluster {
  /** URL of the maintenance database, the value for `HOURGLASS_TEST_POSTGRES`. */
  url: string
  stop(): Promise<void>
}

/**
 * Starts a PostgreSQL with durable settings for a whole test run. Its files are deleted at the end, even if this process is
 * killed.
 */
export async function startTestCluster(): Promise<TestCluster> {
  const supervisor = await startSupervisor()
  try {
    const { maintenanceUrl } = await startPostgres(supervisor, await temporaryFolder(supervisor), () => {})
    return { url: maintenanceUrl, stop: () => supervisor.stop() }
  } catch (error) {
    await supervisor.stop()
    throw error
  }
}

/** Creates a temporary folder that is deleted when the supervisor stops. */
export async function temporaryFolder(supervisor: Supervisor): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'hourglass-test-'))
  supervisor.removeAtEnd(folder)
  await chmod(folder, 0o711) // the unprivileged user of a store must traverse it
  return folder
}
