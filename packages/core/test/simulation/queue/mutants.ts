import type { Statement } from '@hourglass/db'
import * as statements from '../../../src/ledger/queues.sql.ts'

interface Edit {
  statement: Statement
  find: string
  replace: string
}

interface Removal {
  edits: Edit[]
  /** Constraints that would detect the mutant before the simulation does. */
  constraints?: [table: string, name: string][]
  indexes?: string[]
}

const { advanceQueues, joinQueues, usePasses } = statements

const REMOVALS = {
  'a join after the start takes part in the draw': {
    edits: [
      {
        statement: joinQueues,
        find: '"drawn_at" = coalesce("q"."drawn_at", CASE WHEN',
        replace: '"drawn_at" = coalesce("q"."drawn_at", CASE WHEN false AND',
      },
      {
        statement: joinQueues,
        find: '"drawn" = coalesce("q"."drawn", CASE WHEN',
        replace: '"drawn" = coalesce("q"."drawn", CASE WHEN false AND',
      },
      {
        statement: joinQueues,
        find: 'WHEN "q"."drawn" IS NOT NULL OR',
        replace: 'WHEN "q"."drawn" IS NOT NULL OR false AND',
      },
    ],
  },
  'a second server advances for the same moment': {
    edits: [
      {
        statement: advanceQueues,
        find: '"advanced_at" = clock.now',
        replace: '"advanced_at" = coalesce("q"."advanced_at", clock.now)',
      },
    ],
  },
  'an expired pass gives its capacity twice': {
    edits: [{ statement: advanceQueues, find: 'AND NOT "d"."expired" AND "d"."at"', replace: 'AND "d"."at"' }],
    constraints: [['queues', 'queues_passes_were_admitted']],
  },
  'a paused queue admits': {
    edits: [{ statement: advanceQueues, find: 'CASE WHEN paused THEN 0 ELSE', replace: 'CASE WHEN false THEN 0 ELSE' }],
  },
  'the capacity of a pass that was used is given to another': {
    edits: [{ statement: usePasses, find: 'count(*) AS passes', replace: '0 AS passes' }],
  },
  'a buyer with a place gets another': {
    edits: [
      {
        statement: joinQueues,
        find: 'IS DISTINCT FROM a.replaces THEN',
        replace: 'IS DISTINCT FROM a.replaces AND false THEN',
      },
    ],
    indexes: ['queue_places_one_per_buyer'],
  },
} satisfies Record<string, Removal>

/** Mutants: each removes one guard from a statement of the ledger, to show that the simulation detects it. */
export const mutants = Object.keys(REMOVALS) as Mutant[]
export type Mutant = keyof typeof REMOVALS

const removalOf = (mutant: Mutant | undefined): Removal | undefined => mutant && REMOVALS[mutant]

/** Statements that drop the constraints and indexes which a mutant's database must not have. */
export function constraintsWithout(mutant: Mutant | undefined): string[] {
  const { constraints = [], indexes = [] } = removalOf(mutant) ?? {}
  return [
    ...constraints.map(([table, name]) => `ALTER TABLE ${table} DROP CONSTRAINT ${name}`),
    ...indexes.map((name) => `DROP INDEX ${name}`),
  ]
}

/** Runs work while the statements lack a guard. Sessions must be opened by the work. @throws if the guard has moved */
export async function without<T>(mutant: Mutant | undefined, work: () => Promise<T>): Promise<T> {
  const edits = removalOf(mutant)?.edits ?? []
  const before = edits.map(({ statement: { text } }) => text)
  try {
    for (const { statement, find, replace } of edits) {
      if (!statement.text.includes(find))
        throw new Error(`mutant ${mutant}: text to replace not found in ${statement.name}`)
      statement.text = statement.text.replaceAll(find, () => replace)
    }
    return await work()
  } finally {
    for (const [at, { statement }] of edits.entries()) statement.text = before[at] ?? statement.text
  }
}
