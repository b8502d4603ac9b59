import { type Column, type SQL, sql, type Table } from 'drizzle-orm'
import { PgDialect } from 'drizzle-orm/pg-core'

/** A fixed SQL statement, prepared once per session under its name. Its parameters are $1, $2, … */
export interface Statement {
  name: string
  text: string
}

const dialect = new PgDialect()

/**
 * Compiles a statement whose tables and columns come from the Drizzle schema, so that renaming one is a type error in every statement
 * that uses it. @throws if a value is interpolated; values must be parameters
 */
export function statement(name: string, query: SQL): Statement {
  const { sql: text, params } = dialect.sqlToQuery(query)
  if (params.length > 0) throw new TypeError(`statement ${name} has an interpolated value`)
  return { name, text: text.trim() }
}

/** A column name without its table, for the targets of INSERT and UPDATE. */
export const name = (column: Column): SQL => sql`${sql.identifier(column.name)}`

/** Column names of a table, without the table. */
export const names = <Of extends Table>(table: Of, ...columns: (keyof Of['_']['columns'] & string)[]): SQL =>
  sql.join(
    columns.map((column) => name((table as unknown as Record<string, Column>)[column] as Column)),
    sql`, `,
  )
