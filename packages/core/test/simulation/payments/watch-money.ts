import { sql } from 'drizzle-orm'
import type { Context } from '../../../src/operations/index.ts'

/**
 * Triggers that note what must not happen at any moment: units given without authorized money, money captured for an order that has no
 * units, and more money given back than was asked for. They see what is committed at that moment, which the end of a world cannot show.
 */
export async function watchMoney({ db }: Pick<Context, 'db'>): Promise<void> {
  await db.execute(
    sql.raw(`
    CREATE TABLE worlds.broken (what text NOT NULL);
    CREATE FUNCTION worlds.units_given() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      IF TG_OP = 'INSERT' AND NOT EXISTS (
        SELECT FROM test_payments t JOIN orders o ON o.id = t.order_id
        WHERE t.order_id = NEW.order_id AND t.status IN ('authorized', 'captured', 'refunded') AND t.amount = o.total
      ) THEN
        INSERT INTO worlds.broken VALUES ('order ' || NEW.order_id || ' got units without its money');
      END IF;
      RETURN NULL;
    END $$;
    CREATE TRIGGER units_given AFTER INSERT ON order_lines FOR EACH ROW EXECUTE FUNCTION worlds.units_given();

    CREATE FUNCTION worlds.money_moved() RETURNS trigger LANGUAGE plpgsql AS $$
    DECLARE
      owned text := (SELECT status FROM orders WHERE id = NEW.order_id AND (status IN ('confirmed', 'partly_refunded') OR returned > 0));
      asked bigint := (SELECT coalesce(sum(amount), 0) FROM refunds WHERE order_id = NEW.order_id);
    BEGIN
      IF NEW.status = 'captured' AND OLD.status = 'authorized' AND owned IS NULL THEN
        INSERT INTO worlds.broken VALUES ('order ' || NEW.order_id || ' was charged without its units');
      END IF;
      IF NEW.refunded > OLD.refunded AND NEW.refunded > asked THEN
        INSERT INTO worlds.broken VALUES ('order ' || NEW.order_id || ' was given back ' || NEW.refunded || ' of ' || asked);
      END IF;
      RETURN NULL;
    END $$;
    CREATE TRIGGER money_moved AFTER UPDATE ON test_payments FOR EACH ROW EXECUTE FUNCTION worlds.money_moved();
    `),
  )
}

/** What the triggers have noted since the last call. */
export async function notedBy({ db }: Pick<Context, 'db'>): Promise<string[]> {
  const { rows } = await db.execute<{ what: string }>(sql`DELETE FROM worlds.broken RETURNING what`)
  return rows.map(({ what }) => what)
}
