import type { Casting } from '../theatre.ts'

const LOADER = new URL('load-plant.ts', import.meta.url).href

/** Text of a source file that is another one in a server with a plant. The text must be there. */
export interface Edit {
  /** The end of the file's path. */
  file: string
  find: string
  replace: string
}

/** A guard that is taken away, so that the judge has something to find. */
export interface Plant {
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

/** The servers of a case, each with the plant in it. */
export const planted = (fault: Casting, plant: Plant): Casting => ({
  env: { ...fault.env, ...plant.env },
  flags: (index) => [...(fault.flags?.(index) ?? []), `--import=${LOADER}?plant=${plant.name}`],
  sql: [...(fault.sql ?? []), ...(plant.sql ?? [])],
})
