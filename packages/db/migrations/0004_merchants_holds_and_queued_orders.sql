-- Merchant sales, holds and queued orders. Everything is an addition, so that servers of the previous version keep working.

-- closed_at is set once, by the operator or at ends_at; opened_at when `sale.opened` is written. items_capacity reserves item ids
-- for items added while the sale runs. request_id is the request that created the sale, items_request_id the last one that added
-- items: repeated, neither takes effect twice.
ALTER TABLE sales
  ADD COLUMN name           text,
  ADD COLUMN paused_at      timestamptz,
  ADD COLUMN opened_at      timestamptz,
  ADD COLUMN closed_at      timestamptz,
  ADD COLUMN items_capacity integer NOT NULL DEFAULT 0
    CONSTRAINT sales_capacity_is_bounded CHECK (items_capacity BETWEEN 0 AND 100000),
  ADD COLUMN request_id     uuid CONSTRAINT sales_made_once_a_request UNIQUE,
  ADD COLUMN items_request_id uuid,
  ADD CONSTRAINT sales_name_length CHECK (char_length(name) BETWEEN 1 AND 200),
  DROP CONSTRAINT sales_never_share_item_ids,
  ADD CONSTRAINT sales_never_share_item_ids
    EXCLUDE USING gist (int8range(first_item_id, first_item_id + greatest(items_count, items_capacity)) WITH &&);
--> statement-breakpoint
-- Sales that started before this migration write no `sale.opened`.
UPDATE sales SET opened_at = starts_at WHERE starts_at <= now();
--> statement-breakpoint
DROP INDEX sales_open;
--> statement-breakpoint
CREATE INDEX sales_open ON sales (starts_at) WHERE sold_out_at IS NULL AND closed_at IS NULL;
--> statement-breakpoint

-- price is the price to pay, list_price the price before the discount. NULL: the generated price, or no limit.
ALTER TABLE items
  ADD COLUMN name        text    CONSTRAINT items_name_length CHECK (char_length(name) BETWEEN 1 AND 200),
  ADD COLUMN list_price  integer CONSTRAINT items_list_price_is_not_below_price CHECK (list_price >= price),
  ADD COLUMN image_url   text    CONSTRAINT items_image_url_length CHECK (char_length(image_url) BETWEEN 1 AND 2048),
  ADD COLUMN buyer_limit integer CONSTRAINT items_limit_is_positive CHECK (buyer_limit > 0);
--> statement-breakpoint

-- Units of an item per buyer, for items with their own limit. Changed under the buyer's row lock.
CREATE TABLE buyer_items (
  sale_id     integer NOT NULL,
  item_id     bigint  NOT NULL,
  user_id     text    COLLATE "C" NOT NULL,
  held        integer NOT NULL DEFAULT 0,
  sold        integer NOT NULL DEFAULT 0,
  buyer_limit integer NOT NULL,
  PRIMARY KEY (sale_id, item_id, user_id),
  CONSTRAINT buyer_items_never_pass_the_limit CHECK (held >= 0 AND sold >= 0 AND held + sold <= buyer_limit)
) PARTITION BY RANGE (sale_id);
--> statement-breakpoint

-- queued → processing → confirmed | failed. lines are the requested lines of a queued order, as [{item_id, quantity, price}]; its
-- units are held until it is decided. claimed_until: the deadline of the worker that processes it.
ALTER TABLE orders
  ADD COLUMN lines         jsonb,
  ADD COLUMN reason        text,
  ADD COLUMN claimed_until timestamptz,
  ADD COLUMN changed_at    timestamptz NOT NULL DEFAULT now(),
  DROP CONSTRAINT orders_status_known,
  ADD CONSTRAINT orders_status_known CHECK (status IN ('queued', 'processing', 'confirmed', 'failed', 'void')),
  ADD CONSTRAINT orders_undecided_have_lines CHECK (status NOT IN ('queued', 'processing', 'failed') OR lines IS NOT NULL),
  ADD CONSTRAINT orders_failed_for_a_reason CHECK ((status = 'failed') = (reason IS NOT NULL));
--> statement-breakpoint
CREATE INDEX orders_undecided ON orders (id) WHERE status IN ('queued', 'processing');
--> statement-breakpoint
CREATE INDEX orders_by_id ON orders (id);
--> statement-breakpoint
CREATE INDEX orders_of_buyer ON orders (user_id, id);
--> statement-breakpoint

-- VOID occupies the id of a take whose lease has expired, like a void order.
ALTER TABLE holds
  ADD COLUMN changed_at timestamptz NOT NULL DEFAULT now(),
  DROP CONSTRAINT holds_status_known,
  ADD CONSTRAINT holds_status_known CHECK (status IN ('ACTIVE', 'CONFIRMED', 'CANCELED', 'EXPIRED', 'VOID'));
--> statement-breakpoint
CREATE INDEX holds_due ON holds (expires_at) WHERE status = 'ACTIVE';
--> statement-breakpoint
CREATE INDEX holds_by_id ON holds (id);
--> statement-breakpoint
CREATE INDEX holds_of_buyer ON holds (user_id, id);
--> statement-breakpoint

-- Requested quantity of each item of a checkout; NULL: one each.
ALTER TABLE attempts ADD COLUMN quantities integer[];
--> statement-breakpoint

CREATE OR REPLACE FUNCTION ensure_partitions(for_sale integer) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  sales_per_partition CONSTANT integer := 256;
  block integer := for_sale / sales_per_partition;
  parent text;
  part text;
BEGIN
  FOREACH parent IN ARRAY ARRAY['items', 'buyers', 'buyer_items', 'orders', 'order_lines', 'holds', 'attempts'] LOOP
    part := format('%s_%s', parent, block);
    CONTINUE WHEN to_regclass(part) IS NOT NULL;
    EXECUTE format('CREATE TABLE %I (LIKE %I INCLUDING ALL)', part, parent);
    -- Room on the page for the rows that change, so that an update need not touch the index.
    IF parent IN ('items', 'buyers', 'buyer_items') THEN
      EXECUTE format('ALTER TABLE %I SET (fillfactor = 70)', part);
    END IF;
    EXECUTE format('ALTER TABLE %I ATTACH PARTITION %I FOR VALUES FROM (%s) TO (%s)',
      parent, part, block * sales_per_partition, (block + 1) * sales_per_partition);
  END LOOP;
END $$;
--> statement-breakpoint
-- Existing partitions get the new tables.
SELECT ensure_partitions(block * 256) FROM (SELECT DISTINCT id / 256 AS block FROM sales UNION SELECT 0) AS blocks;
