import { resolve } from 'node:path'
import { readPassword } from '../password.ts'
import { isFree, rememberedPort } from '../ports.ts'
import { StackError } from '../stack-error.ts'
import { APPLICATION, APPLICATION_PASSWORD, embeddedUrl, HOURGLASS } from './settings.ts'

/** The URL of the database that another process runs on a data folder. Throws `StackError` if there is none. */
export async function runningDatabaseUrl(dataDir: string): Promise<string> {
  const folder = resolve(dataDir)
  const port = await rememberedPort(folder, 'postgres')
  const password = await readPassword(folder, APPLICATION_PASSWORD)
  if (port === undefined || password === undefined || (await isFree(port)))
    throw new StackError(
      `Hourglass is not running on ${folder}: run npm start, or set HOURGLASS_DATA to its data folder or DATABASE_URL to a database.`,
    )
  return embeddedUrl(port, password, HOURGLASS, APPLICATION)
}
