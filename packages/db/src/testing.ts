import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { startTestStores, type TestStores, type TestStoresOptions } from '@hourglass/stack/testing'
import { migrate, migrationsFolder } from './migrate.ts'

/** Migrated stores for one test file: a copy of a template that all files with the same migrations share. */
export function startMigratedStores(
  options: Pick<TestStoresOptions, 'ownPostgres' | 'cluster'> = {},
): Promise<TestStores> {
  const migrations = readdirSync(migrationsFolder).filter((name) => name.endsWith('.sql'))
  const templateKey = migrations.map((name) => readFileSync(join(migrationsFolder, name), 'utf8')).join()
  return startTestStores({ ...options, migrate, templateKey })
}
