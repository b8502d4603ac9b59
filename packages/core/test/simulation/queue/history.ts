import { sql } from 'drizzle-orm'
import type { Context } from '../../../src/operations/index.ts'

/** The row of a waiting room after a transaction. Times are in ms since 1970. */
export interface QueueVersion {
  joined: number
  digest: string
  drawn: number | null
  admitted: number
  used: number
  expired: number
  ratePerMinute: number
  paused: boolean
  advancedAt: number | null
}

/** An admission after a transaction: the positions after `after` up to `upTo`. */
export interface AdmissionVersion {
  after: number
  upTo: number
  at: number
  used: number
  expired: boolean
}

/** What one transaction has written. Transactions that change a waiting room hold its lock, so they have an order. */
export interface Written {
  queue: QueueVersion | undefined
  admissions: AdmissionVersion[]
}

/** Keeps every version of the rows of waiting rooms in a database, in the order in which they were written. */
export async function keepHistory({ db }: Pick<Context, 'db'>): Promise<void> {
  const kept = (table: string) => `
    CREATE TRIGGER kept AFTER INSERT OR UPDATE ON ${table} FOR EACH ROW EXECUTE FUNCTION worlds.keep();`
  await db.execute(
    sql.raw(`
    CREATE TABLE worlds.versions (
      n bigserial PRIMARY KEY, transaction xid8 NOT NULL, sale_id integer NOT NULL, queue jsonb, admission jsonb
    );
    CREATE INDEX ON worlds.versions (sale_id, n);
    CREATE FUNCTION worlds.ms(timestamptz) RETURNS float8 IMMUTABLE LANGUAGE sql AS $$ SELECT extract(epoch FROM $1) * 1000 $$;
    CREATE FUNCTION worlds.keep() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
      IF TG_TABLE_NAME = 'queues' THEN
        INSERT INTO worlds.versions (transaction, sale_id, queue) VALUES (pg_current_xact_id(), NEW.sale_id, jsonb_build_object(
          'joined', NEW.joined, 'digest', encode(NEW.digest, 'hex'), 'drawn', NEW.drawn, 'admitted', NEW.admitted,
          'used', NEW.used, 'expired', NEW.expired, 'ratePerMinute', NEW.rate_per_minute,
          'paused', NEW.paused_at IS NOT NULL, 'advancedAt', worlds.ms(NEW.advanced_at)));
      ELSE
        INSERT INTO worlds.versions (transaction, sale_id, admission) VALUES (pg_current_xact_id(), NEW.sale_id, jsonb_build_object(
          'after', NEW.after, 'upTo', NEW.up_to, 'at', worlds.ms(NEW.at), 'used', NEW.used, 'expired', NEW.expired));
      END IF;
      RETURN NULL;
    END $$;
    ${kept('queues')}
    ${kept('queue_admissions')}`),
  )
}

/** All transactions that changed a waiting room, in order. */
export async function readHistory({ db }: Pick<Context, 'db'>, saleId: number): Promise<Written[]> {
  const { rows } = await db.execute<{
    transaction: string
    queue: QueueVersion | null
    admission: AdmissionVersion | null
  }>(sql`SELECT transaction::text, queue, admission FROM worlds.versions WHERE sale_id = ${saleId} ORDER BY n`)
  const written = new Map<string, Written>()
  for (const { transaction, queue, admission } of rows) {
    const of = written.get(transaction) ?? { queue: undefined, admissions: [] }
    if (queue) of.queue = queue
    if (admission) of.admissions.push(admission)
    written.set(transaction, of)
  }
  return [...written.values()]
}
