import { schema, type Transaction } from '@hourglass/db'
import { sql } from 'drizzle-orm'
import type { FieldError, Refused } from '../../contract/index.ts'
import { invalid } from '../runtime/parse.ts'

const { pictures } = schema

/** Refuses items whose picture was never uploaded. `pointer`: of the item at a position of the list. */
export async function refuseUnknownPictures(
  tx: Transaction,
  items: readonly { picture?: string | undefined }[],
  pointer: (at: number) => string,
): Promise<Refused | null> {
  const asked = new Set(items.flatMap(({ picture }) => picture ?? []))
  if (asked.size === 0) return null
  const rows = await tx
    .select({ id: pictures.id })
    .from(pictures)
    .where(sql`${pictures.id} = ANY (${sql.param([...asked])}::text[])`)
  const known = new Set(rows.map(({ id }) => id))
  const errors = items.flatMap(({ picture }, at): FieldError[] =>
    picture === undefined || known.has(picture)
      ? []
      : [{ pointer: `${pointer(at)}/picture`, detail: 'no picture has this id: upload it first' }],
  )
  return errors.length > 0 ? invalid(errors) : null
}
