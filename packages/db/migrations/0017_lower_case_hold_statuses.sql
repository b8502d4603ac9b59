-- Statuses are lower case, as those of orders are; the API spells a reservation's status in capitals. While servers of the version
-- before run beside new ones, the trigger keeps what they write readable; a hold that they look up they answer with 503, and the
-- next try may reach a new server. The next migration may drop the trigger.
ALTER TABLE holds DROP CONSTRAINT holds_status_known;
--> statement-breakpoint
DROP INDEX holds_one_active_per_buyer_and_item;
--> statement-breakpoint
DROP INDEX holds_due;
--> statement-breakpoint
UPDATE holds SET status = lower(status);
--> statement-breakpoint
CREATE FUNCTION lower_hold_status() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.status := lower(NEW.status);
  RETURN NEW;
END
$$;
--> statement-breakpoint
CREATE TRIGGER holds_status_is_lower_case BEFORE INSERT OR UPDATE OF status ON holds
  FOR EACH ROW WHEN (NEW.status <> lower(NEW.status)) EXECUTE FUNCTION lower_hold_status();
--> statement-breakpoint
ALTER TABLE holds ADD CONSTRAINT holds_status_known CHECK (status IN ('active', 'confirmed', 'canceled', 'expired', 'void'));
--> statement-breakpoint
CREATE UNIQUE INDEX holds_one_active_per_buyer_and_item ON holds (sale_id, item_id, user_id) WHERE status = 'active';
--> statement-breakpoint
CREATE INDEX holds_due ON holds (expires_at) WHERE status = 'active';
