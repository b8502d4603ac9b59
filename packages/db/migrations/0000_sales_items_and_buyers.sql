-- Sales, items and buyers. The CHECK constraints hold even if all code above them is wrong: a sale cannot sell more than
-- its stock, and a buyer cannot exceed the limit.

CREATE TABLE sales (
  id            integer     GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  kind          text        NOT NULL CONSTRAINT sales_kind_known CHECK (kind IN ('hourly', 'merchant')),
  seed          bigint      NOT NULL CONSTRAINT sales_seed_is_uint32 CHECK (seed BETWEEN 0 AND 4294967295),
  currency      text        NOT NULL CONSTRAINT sales_currency_is_iso_4217 CHECK (currency ~ '^[A-Z]{3}$'),
  buyer_limit   integer     NOT NULL CONSTRAINT sales_limit_is_positive CHECK (buyer_limit > 0),
  first_item_id bigint      NOT NULL,
  items_count   integer     NOT NULL CONSTRAINT sales_have_items CHECK (items_count BETWEEN 1 AND 100000),
  starts_at     timestamptz NOT NULL,
  ends_at       timestamptz,
  -- Raised by every rebuild of the sale's gate. Takes admitted under an older epoch are not committed.
  epoch         integer     NOT NULL DEFAULT 1,
  -- Set once, when the last unit is sold.
  sold_out_at   timestamptz,
  created_at    timestamptz NOT NULL DEFAULT now(),
  CONSTRAINT sales_end_after_they_start CHECK (ends_at > starts_at),
  CONSTRAINT sales_never_share_item_ids EXCLUDE USING gist (int8range(first_item_id, first_item_id + items_count) WITH &&)
);
--> statement-breakpoint
CREATE UNIQUE INDEX sales_one_hourly_per_start ON sales (starts_at) WHERE kind = 'hourly';
--> statement-breakpoint
CREATE INDEX sales_open ON sales (starts_at) WHERE sold_out_at IS NULL;
--> statement-breakpoint

CREATE TABLE items (
  sale_id integer NOT NULL,
  id      bigint  NOT NULL,
  price   integer NOT NULL CONSTRAINT items_price_is_not_negative CHECK (price >= 0),
  stock   integer NOT NULL CONSTRAINT items_have_stock CHECK (stock BETWEEN 1 AND 1000000),
  held    integer NOT NULL DEFAULT 0,
  sold    integer NOT NULL DEFAULT 0,
  PRIMARY KEY (sale_id, id),
  CONSTRAINT items_never_oversold CHECK (held >= 0 AND sold >= 0 AND held + sold <= stock)
) PARTITION BY RANGE (sale_id);
--> statement-breakpoint

-- Created with a buyer's first unit. buyer_limit is copied from the sale, so that a CHECK can enforce it.
CREATE TABLE buyers (
  sale_id     integer NOT NULL,
  user_id     text    COLLATE "C" NOT NULL CONSTRAINT buyers_user_id_length CHECK (char_length(user_id) BETWEEN 1 AND 255),
  held        integer NOT NULL DEFAULT 0,
  sold        integer NOT NULL DEFAULT 0,
  buyer_limit integer NOT NULL,
  PRIMARY KEY (sale_id, user_id),
  CONSTRAINT buyers_never_pass_the_limit CHECK (held >= 0 AND sold >= 0 AND held + sold <= buyer_limit)
) PARTITION BY RANGE (sale_id);
