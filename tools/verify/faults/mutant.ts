import type { EnvironmentOptions } from './environment.ts'

const LOADER = new URL('load-mutant.ts', import.meta.url).href

/** A text replacement in a source file. The text must be present. */
export interface Edit {
  /** The end of the file's path. */
  file: string
  find: string
  replace: string
}

/** A removed guard, which the judge must detect. */
export interface Mutant {
  name: string
  /** The missing guard. */
  what: string
  /** The case that reveals it. */
  fault: string
  edits?: readonly Edit[]
  /** Statements that remove constraints from the database. */
  sql?: readonly string[]
  env?: NodeJS.ProcessEnv
}

/** The environment of a case, with the mutant in every server. */
export const withMutant = (fault: EnvironmentOptions, mutant: Mutant): EnvironmentOptions => ({
  env: { ...fault.env, ...mutant.env },
  flags: (index) => [...(fault.flags?.(index) ?? []), `--import=${LOADER}?mutant=${mutant.name}`],
  sql: [...(fault.sql ?? []), ...(mutant.sql ?? [])],
})
