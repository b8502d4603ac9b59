-- In a sale that takes payment, an order waits for its payment with its units held. Old servers would sell such a sale's units unpaid:
-- update all of them before the first one.
ALTER TABLE sales ADD COLUMN payment text NOT NULL DEFAULT 'none' CONSTRAINT sales_payment_is_known CHECK (payment IN ('none', 'required'));
--> statement-breakpoint

-- awaiting_payment → confirmed | expired | failed. Its units are held until then, as those of a queued order are.
ALTER TABLE orders
  ADD COLUMN pay_by timestamptz,
  DROP CONSTRAINT orders_status_known,
  ADD CONSTRAINT orders_status_known CHECK (status IN ('queued', 'processing', 'awaiting_payment', 'confirmed', 'failed', 'expired', 'void')) NOT VALID,
  DROP CONSTRAINT orders_undecided_have_lines,
  ADD CONSTRAINT orders_undecided_have_lines CHECK (status NOT IN ('queued', 'processing', 'awaiting_payment', 'failed', 'expired') OR lines IS NOT NULL) NOT VALID,
  ADD CONSTRAINT orders_awaiting_payment_have_a_deadline CHECK (status NOT IN ('awaiting_payment', 'expired') OR pay_by IS NOT NULL) NOT VALID;
--> statement-breakpoint
CREATE INDEX orders_awaiting_payment ON orders (sale_id) WHERE status = 'awaiting_payment';
--> statement-breakpoint

-- The payment of each order that needs one: what the provider knows of it, and what has to be done next.
--   new → open → capture → captured     open → canceled     open → release → released     capture → lost
CREATE TABLE payments (
  order_id      uuid        PRIMARY KEY,
  sale_id       integer     NOT NULL REFERENCES sales,
  state         text        NOT NULL DEFAULT 'new' CONSTRAINT payments_state_is_known
    CHECK (state IN ('new', 'open', 'capture', 'captured', 'release', 'released', 'canceled', 'lost')),
  amount        bigint      NOT NULL CONSTRAINT payments_amount_is_not_negative CHECK (amount >= 0),
  currency      text        NOT NULL,
  provider      text,
  ref           text,
  url           text,
  -- When something has to be done next; null: nothing.
  due_at        timestamptz DEFAULT now(),
  claimed_until timestamptz NOT NULL DEFAULT '-infinity',
  hints         integer     NOT NULL DEFAULT 0,
  attempts      integer     NOT NULL DEFAULT 0,
  error         text,
  created_at    timestamptz NOT NULL DEFAULT now(),
  changed_at    timestamptz NOT NULL DEFAULT now(),
  CONSTRAINT payments_of_a_provider CHECK ((provider IS NULL) = (ref IS NULL)),
  CONSTRAINT payments_ref_is_unique UNIQUE (provider, ref)
);
--> statement-breakpoint
CREATE INDEX payments_due ON payments (due_at) WHERE due_at IS NOT NULL;
--> statement-breakpoint
CREATE INDEX payments_of_sale ON payments (sale_id, state);
--> statement-breakpoint
CREATE INDEX payments_lost ON payments (changed_at) WHERE state = 'lost';
--> statement-breakpoint

-- Inbox of providers' events, each stored once. An event says that something changed; what, is read from the provider.
CREATE TABLE payment_events (
  provider    text        NOT NULL,
  id          text        NOT NULL,
  ref         text        NOT NULL,
  type        text        NOT NULL,
  received_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (provider, id)
);
--> statement-breakpoint
CREATE INDEX payment_events_received ON payment_events (received_at);
--> statement-breakpoint

-- Play money: the state of the provider `test`, which stands for another company's.
CREATE TABLE test_payments (
  order_id   uuid        PRIMARY KEY,
  status     text        NOT NULL DEFAULT 'pending' CONSTRAINT test_payments_status_is_known
    CHECK (status IN ('pending', 'authorized', 'captured', 'canceled', 'refunded')),
  amount     bigint      NOT NULL,
  currency   text        NOT NULL,
  return_url text        NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now()
);
