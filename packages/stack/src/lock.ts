import { accessSync, constants, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { reasonOf, StackError } from './stack-error.ts'

const SQLITE_BUSY = 5

/**
 * Locks the data folder for this process until `release()`. The kernel holds the lock (SQLite's exclusive file lock) and releases it
 * when the process exits or is killed, so a lock is never stale. Creates the folder if necessary. Throws `StackError` if it is not
 * writable, or if another process holds the lock; the message has that process's pid.
 */
export function lockDataFolder(dataDir: string): { release(): void } {
  makeWritable(dataDir)
  const pidFile = join(dataDir, 'lock.pid')
  const lock = new DatabaseSync(join(dataDir, 'lock.sqlite'))
  try {
    lock.exec('PRAGMA busy_timeout = 0; BEGIN EXCLUSIVE')
  } catch (error) {
    lock.close()
    if ((error as { errcode?: number }).errcode !== SQLITE_BUSY) throw error
    throw new StackError(
      `Hourglass is already running on ${dataDir} (process ${holderOf(pidFile)}): stop it first, or set HOURGLASS_DATA to another folder.`,
    )
  }
  writeFileSync(pidFile, `${process.pid}\n`)
  return { release: () => lock.close() }
}

function makeWritable(dataDir: string): void {
  try {
    mkdirSync(dataDir, { recursive: true })
    accessSync(dataDir, constants.W_OK)
  } catch (error) {
    throw new StackError(
      `${dataDir} is not writable (${reasonOf(error)}): start as the user who owns it, or set HOURGLASS_DATA to another folder.`,
    )
  }
}

function holderOf(pidFile: string): string {
  try {
    return readFileSync(pidFile, 'utf8').trim()
  } catch {
    return 'unknown'
  }
}
