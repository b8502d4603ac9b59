import { type SQL, sql } from 'drizzle-orm'

/** Joins conditions with AND; false and undefined are skipped. */
export const all = (first: SQL, ...more: (SQL | false | undefined)[]): SQL =>
  sql.join([first, ...more.filter((part) => part !== false && part !== undefined)], sql` AND `)

/** The smallest UUIDv7 of a time, in milliseconds since 1970 (RFC 9562 §5.7). */
export function firstIdAt(ms: number): string {
  const hex = Math.max(0, Math.floor(ms)).toString(16).padStart(12, '0')
  return `${hex.slice(0, 8)}-${hex.slice(8)}-7000-8000-000000000000`
}
