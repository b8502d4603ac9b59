import { readFileSync } from 'node:fs'

/** The text of an SQL file beside its caller: `sql(import.meta.url, 'claim-cursor')`. */
export const sql = (caller: string, name: string): string => readFileSync(new URL(`./${name}.sql`, caller), 'utf8')
