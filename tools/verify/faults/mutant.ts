import type { EnvironmentOptions } from './environment.ts'

const LOADER = new URL('load-mutant.ts', import.meta.url).href

/** Text of a source file that is replaced in a server with a mutant. The text must be there. */
export interface Edit {
  /** The end of the file's path. */
  file: string
  find: string
  replace: string
}

/** A guard that is removed, so that the judge has something to find. */
export interface Mutant {
  name: string
  /** What is missing then. */
  what: string
  /** The case under which it shows. */
  fault: string
  edits?: readonly Edit[]
  /** What the database loses. */
  sql?: readonly string[]
  env?: NodeJS.ProcessEnv
}

/** The servers of a case, each with the mutant in it. */
export const withMutant = (fault: EnvironmentOptions, mutant: Mutant): EnvironmentOptions => ({
  env: { ...fault.env, ...mutant.env },
  flags: (index) => [...(fault.flags?.(index) ?? []), `--import=${LOADER}?mutant=${mutant.name}`],
  sql: [...(fault.sql ?? []), ...(mutant.sql ?? [])],
})
