import type pg from 'pg'
import type { Log } from '../log.ts'
import type { Measures } from '../measures.ts'
import { inBatches } from '../upkeep/in-batches.ts'
import { eraseShown, expireMails, pruneMails } from './mail.sql.ts'

/** How long the console shows a mail of the development mailbox. */
const SHOWN_MS = 3_600_000
/** Retention of finished mails, which have no content, in days. Their deduplication keys are kept as long. */
const RETENTION_DAYS = 1

interface Expired {
  id: string
  kind: string
  attempts: number
  error: string | null
}

/** Expires mails that were not sent in time, erases shown ones, and deletes finished ones. */
export async function tidyMail(pool: pg.Pool, { log, measures }: { log: Log; measures: Measures }): Promise<void> {
  await inBatches(async (rowsMax) => {
    const { rows } = await pool.query<Expired>(expireMails.text, [rowsMax])
    for (const { id, kind, attempts, error } of rows) {
      measures.mailFinished(kind, 'expired')
      log.warn({ event: 'mail.expired', mail_id: id, kind, attempts, error }, 'mail expired before it could be sent')
    }
    return rows.length
  })
  await pool.query(eraseShown.text, [SHOWN_MS])
  await inBatches(async (rowsMax) => (await pool.query(pruneMails.text, [RETENTION_DAYS, rowsMax])).rowCount ?? 0)
}
