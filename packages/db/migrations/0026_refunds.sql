-- Units can be returned after they were sold. confirmed → partly_refunded → refunded (by an operator) | canceled (by the buyer).
-- An order that awaits its payment can be canceled, too: nothing of it is returned, since nothing was sold.
ALTER TABLE orders
  ADD COLUMN returned integer NOT NULL DEFAULT 0,
  ADD COLUMN returned_at timestamptz,
  DROP CONSTRAINT orders_status_known,
  ADD CONSTRAINT orders_status_known CHECK (status IN ('queued', 'processing', 'awaiting_payment', 'confirmed', 'failed', 'expired', 'partly_refunded', 'refunded', 'canceled', 'void')) NOT VALID,
  ADD CONSTRAINT orders_return_what_they_have CHECK (
    CASE status
      WHEN 'partly_refunded' THEN returned BETWEEN 1 AND units - 1
      WHEN 'refunded' THEN returned = units
      WHEN 'canceled' THEN returned IN (0, units)
      ELSE returned = 0
    END
  ) NOT VALID,
  ADD CONSTRAINT orders_returned_at_a_time CHECK ((returned > 0) = (returned_at IS NOT NULL)) NOT VALID;
--> statement-breakpoint

-- Each return of units, and the money that goes back for it.
CREATE TABLE refunds (
  id         uuid        PRIMARY KEY,
  sale_id    integer     NOT NULL REFERENCES sales,
  order_id   uuid        NOT NULL,
  by         text        NOT NULL CONSTRAINT refunds_by_is_known CHECK (by IN ('operator', 'buyer')),
  reason     text        CONSTRAINT refunds_of_operators_have_a_reason CHECK (by = 'buyer' OR reason IS NOT NULL),
  restocked  boolean     NOT NULL,
  units      integer     NOT NULL CONSTRAINT refunds_have_units CHECK (units > 0),
  amount     bigint      NOT NULL CONSTRAINT refunds_amount_is_not_negative CHECK (amount >= 0),
  status     text        NOT NULL CONSTRAINT refunds_status_is_known CHECK (status IN ('pending', 'done', 'void')),
  created_at timestamptz NOT NULL DEFAULT now(),
  done_at    timestamptz,
  CONSTRAINT refunds_done_at_a_time CHECK ((status = 'pending') = (done_at IS NULL))
);
--> statement-breakpoint
CREATE INDEX refunds_of_order ON refunds (order_id);
--> statement-breakpoint
CREATE INDEX refunds_of_sale ON refunds (sale_id);
--> statement-breakpoint

-- The returned units. Their numbers are free again, so a unit can be in several refunds, one after the other.
CREATE TABLE returned_lines (
  refund_id uuid    NOT NULL REFERENCES refunds,
  sale_id   integer NOT NULL,
  item_id   bigint  NOT NULL,
  unit_no   integer NOT NULL,
  order_id  uuid    NOT NULL,
  price     integer NOT NULL,
  PRIMARY KEY (refund_id, item_id, unit_no)
);
--> statement-breakpoint
CREATE INDEX returned_lines_of_item ON returned_lines (sale_id, item_id);
--> statement-breakpoint

ALTER TABLE payments ADD COLUMN canceled boolean NOT NULL DEFAULT false;
--> statement-breakpoint

ALTER TABLE test_payments
  ADD COLUMN refunded bigint NOT NULL DEFAULT 0,
  ADD CONSTRAINT test_payments_refund_what_was_paid CHECK (refunded BETWEEN 0 AND amount);
--> statement-breakpoint
CREATE TABLE test_refunds (
  key      text   PRIMARY KEY,
  order_id uuid   NOT NULL REFERENCES test_payments,
  amount   bigint NOT NULL
);
