import { randomBytes } from 'node:crypto'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

const PASSWORD_BYTES = 24

const fileOf = (dataDir: string, name: string) => join(dataDir, `${name}.password`)

export const newPassword = (): string => randomBytes(PASSWORD_BYTES).toString('hex')

/** Reads a password of this data folder, a file that only its owner can read. `undefined` if there is none yet. */
export async function readPassword(dataDir: string, name: string): Promise<string | undefined> {
  const text = await readFile(fileOf(dataDir, name), 'utf8').catch(() => '')
  return text.trim() || undefined
}

/** Reads a password of this data folder, and generates it if there is none. */
export async function ensurePassword(dataDir: string, name: string): Promise<string> {
  const known = await readPassword(dataDir, name)
  if (known !== undefined) return known
  const password = newPassword()
  await writeFile(fileOf(dataDir, name), `${password}\n`, { mode: 0o600 })
  return password
}
