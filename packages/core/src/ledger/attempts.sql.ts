import { names, schema, statement } from '@hourglass/db'
import { sql } from 'drizzle-orm'

const { attempts } = schema

/**
 * Records a batch of checkout attempts, including refused ones. Idempotent: a resend adds nothing.
 *
 * $1 sale ids, 0 if unknown   $2 checkout ids   $3 attempt ids   $4 user ids
 * $5 item ids, each as '{1,2}'   $6 quantities likewise, or null: one of each   $7 outcomes   $8 prices shown, likewise, or null
 */
export const recordAttempts = statement(
  'record-attempts',
  sql`
INSERT INTO ${attempts} (${names(attempts, 'saleId', 'checkoutId', 'id', 'userId', 'itemIds', 'quantities', 'outcome', 'prices')})
SELECT sale_id, checkout_id, id, user_id, item_ids::bigint[], quantities::int[], outcome, prices::int[]
FROM unnest($1::int[], $2::uuid[], $3::uuid[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[])
  AS a (sale_id, checkout_id, id, user_id, item_ids, quantities, outcome, prices)
ON CONFLICT DO NOTHING
`,
)
