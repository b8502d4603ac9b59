import { resolve } from 'node:path'
import { readPassword } from '../password.ts'
import { isFree, rememberedPort } from '../ports.ts'
import { StackError } from '../stack-error.ts'
import { APPLICATION, APPLICATION_PASSWORD, embeddedUrl, HOURGLASS } from './settings.ts'

/** The URL of the database that runs on a data folder, started by another process. Throws `StackError` when none does. */
export async function runningDatabaseUrl(dataDir: string): Promise<string> {
  const folder = resolve(dataDir)
  const port = await rememberedPort(folder, 'postgres')
  const password = await readPassword(folder, APPLICATION_PASSWORD)
  if (port === undefined || password === undefined || (await isFree(port)))
    throw new StackError(
      `Nothing runs on ${folder}: begin with npm start, name its folder in HOURGLASS_DATA, or a database in DATABASE_URL.`,
    )
  return embeddedUrl(port, password, HOURGLASS, APPLICATION)
}
