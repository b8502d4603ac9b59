import { type Column, type SQL, sql, type Table } from 'drizzle-orm'
import { PgDialect } from 'drizzle-orm/pg-core'

/** A fixed SQL text, prepared once a session under its name. Its parameters are $1, $2, … */
export interface Statement {
  name: string
  text: string
}

const dialect = new PgDialect()

/**
 * Compiles a statement that is written over the schema: tables and columns come from there, so that renaming one breaks the types of
 * every statement that names it. @throws when a value was put into the text; values are parameters
 */
export function statement(name: string, query: SQL): Statement {
  const { sql: text, params } = dialect.sqlToQuery(query)
  if (params.length > 0) throw new TypeError(`statement ${name} has a value in its text`)
  return { name, text: text.trim() }
}

/** A column without its table, for the targets of INSERT and UPDATE. */
export const name = (column: Column): SQL => sql`${sql.identifier(column.name)}`

/** Columns of a table, without it. */
export const names = <Of extends Table>(table: Of, ...columns: (keyof Of['_']['columns'] & string)[]): SQL =>
  sql.join(
    columns.map((column) => name((table as unknown as Record<string, Column>)[column] as Column)),
    sql`, `,
  )
