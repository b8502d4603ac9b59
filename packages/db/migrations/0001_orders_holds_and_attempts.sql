-- Orders, holds and attempts. Append-only, except for the status of a hold, and partitioned by sale, so that history does not
-- slow down current sales.

-- id is the id of the take, so a take can be committed only once. A void order occupies the id of a take whose lease has expired,
-- so that a late commit conflicts with the key and fails.
CREATE TABLE orders (
  sale_id    integer     NOT NULL,
  id         uuid        NOT NULL,
  user_id    text        COLLATE "C" NOT NULL,
  status     text        NOT NULL CONSTRAINT orders_status_known CHECK (status IN ('confirmed', 'void')),
  units      integer     NOT NULL,
  total      bigint      NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (sale_id, id),
  CONSTRAINT orders_have_units_unless_void CHECK (CASE WHEN status = 'void' THEN units = 0 ELSE units > 0 END)
) PARTITION BY RANGE (sale_id);
--> statement-breakpoint

-- One row per unit. The primary key makes selling a unit twice impossible.
CREATE TABLE order_lines (
  sale_id  integer NOT NULL,
  item_id  bigint  NOT NULL,
  unit_no  integer NOT NULL CONSTRAINT order_lines_unit_is_positive CHECK (unit_no >= 1),
  order_id uuid    NOT NULL,
  price    integer NOT NULL,
  PRIMARY KEY (sale_id, item_id, unit_no)
) PARTITION BY RANGE (sale_id);
--> statement-breakpoint
CREATE INDEX order_lines_of_order ON order_lines (sale_id, order_id);
--> statement-breakpoint

-- No unit beyond the stock: checked once per statement, not per row, because a commit has hundreds of rows.
CREATE FUNCTION order_lines_stay_within_stock() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (
    SELECT FROM added LEFT JOIN items ON items.sale_id = added.sale_id AND items.id = added.item_id
    WHERE items.stock IS NULL OR added.unit_no > items.stock
  ) THEN
    RAISE EXCEPTION 'an order line names a unit that its item does not have'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'order_lines_stay_within_stock', TABLE = 'order_lines';
  END IF;
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE TRIGGER order_lines_stay_within_stock AFTER INSERT ON order_lines
  REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION order_lines_stay_within_stock();
--> statement-breakpoint

CREATE TABLE holds (
  sale_id    integer     NOT NULL,
  id         uuid        NOT NULL,
  item_id    bigint      NOT NULL,
  user_id    text        COLLATE "C" NOT NULL,
  status     text        NOT NULL CONSTRAINT holds_status_known CHECK (status IN ('ACTIVE', 'CONFIRMED', 'CANCELED', 'EXPIRED')),
  expires_at timestamptz NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (sale_id, id)
) PARTITION BY RANGE (sale_id);
--> statement-breakpoint
CREATE UNIQUE INDEX holds_one_active_per_buyer_and_item ON holds (sale_id, item_id, user_id) WHERE status = 'ACTIVE';
--> statement-breakpoint

-- Every checkout call. Calls that add to a checkout share its id. Both ids begin with the time, so the index grows at its right
-- edge. sale_id 0: the sale is unknown. item_ids: as requested.
CREATE TABLE attempts (
  sale_id     integer     NOT NULL,
  checkout_id uuid        NOT NULL,
  id          uuid        NOT NULL,
  user_id     text        COLLATE "C" NOT NULL,
  item_ids    bigint[]    NOT NULL,
  outcome     text        NOT NULL,
  at          timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (sale_id, checkout_id, id)
) PARTITION BY RANGE (sale_id);
--> statement-breakpoint

-- The outbox: written in the transaction that causes the event, read in order of id.
CREATE TABLE outbox_events (
  id      bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  sale_id integer     NOT NULL,
  type    text        NOT NULL,
  subject text        NOT NULL,
  data    jsonb       NOT NULL,
  at      timestamptz NOT NULL DEFAULT now()
);
