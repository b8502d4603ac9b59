import { type SQL, sql } from 'drizzle-orm'

/** Conditions that must all hold; what is not asked for is left out. */
export const all = (first: SQL, ...more: (SQL | false | undefined)[]): SQL =>
  sql.join([first, ...more.filter((part) => part !== false && part !== undefined)], sql` AND `)
