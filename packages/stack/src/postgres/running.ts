import { readFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { isFree, rememberedPort } from '../ports.ts'
import { StackError } from '../stack-error.ts'
import { embeddedUrl, HOURGLASS } from './settings.ts'

/** The URL of the database that runs on a data folder, started by another process. Throws `StackError` when none does. */
export async function runningDatabaseUrl(dataDir: string): Promise<string> {
  const folder = resolve(dataDir)
  const port = await rememberedPort(folder, 'postgres')
  const password = await readFile(join(folder, 'postgres.password'), 'utf8').catch(() => undefined)
  if (port === undefined || password === undefined || (await isFree(port)))
    throw new StackError(
      `Nothing runs on ${folder}: begin with npm start, name its folder in HOURGLASS_DATA, or a database in DATABASE_URL.`,
    )
  return embeddedUrl(port, password.trim(), HOURGLASS)
}
