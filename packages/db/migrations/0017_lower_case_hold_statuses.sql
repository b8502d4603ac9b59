-- A hold's status is lower case, like an order's; the API uses capitals for reservations. Servers of the previous version read and
-- write capitals in `status`: while both versions run, a trigger keeps the columns equal. The next migration may drop `status` and
-- the trigger.
ALTER TABLE holds ADD COLUMN state text;
--> statement-breakpoint
UPDATE holds SET state = lower(status);
--> statement-breakpoint
ALTER TABLE holds
  ALTER COLUMN status DROP NOT NULL,
  ALTER COLUMN state SET NOT NULL,
  ADD CONSTRAINT holds_state_known CHECK (state IN ('active', 'confirmed', 'canceled', 'expired', 'void'));
--> statement-breakpoint
DROP INDEX holds_one_active_per_buyer_and_item;
--> statement-breakpoint
DROP INDEX holds_due;
--> statement-breakpoint
CREATE UNIQUE INDEX holds_one_active_per_buyer_and_item ON holds (sale_id, item_id, user_id) WHERE state = 'active';
--> statement-breakpoint
CREATE INDEX holds_due ON holds (expires_at) WHERE state = 'active';
--> statement-breakpoint
CREATE FUNCTION keep_hold_statuses_equal() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    NEW.state := coalesce(NEW.state, lower(NEW.status));
  ELSIF NEW.state = OLD.state THEN
    NEW.state := lower(NEW.status);
  END IF;
  NEW.status := upper(NEW.state);
  RETURN NEW;
END
$$;
--> statement-breakpoint
CREATE TRIGGER holds_statuses_are_equal BEFORE INSERT OR UPDATE OF state, status ON holds
  FOR EACH ROW EXECUTE FUNCTION keep_hold_statuses_equal();
