-- Idempotency keys and carts. Neither decides what is sold.

-- A key belongs to its principal. While `answer` is null, the request is in progress until `leased_until`; after that its server is
-- presumed crashed, and another may run it again under the same `request_id`. `json`, not `jsonb`: a replayed answer keeps the
-- order of its members.
CREATE TABLE idempotency_keys (
  principal    text        COLLATE "C" NOT NULL CONSTRAINT idempotency_keys_principal_length CHECK (char_length(principal) BETWEEN 1 AND 300),
  key          text        COLLATE "C" NOT NULL CONSTRAINT idempotency_keys_key_length CHECK (char_length(key) BETWEEN 1 AND 255),
  request_id   uuid        NOT NULL,
  fingerprint  text        NOT NULL,
  answer       json,
  leased_until timestamptz NOT NULL,
  created_at   timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (principal, key)
);
--> statement-breakpoint
CREATE INDEX idempotency_keys_by_age ON idempotency_keys (created_at);
--> statement-breakpoint

-- One row per cart. A change locks it first, so that changes of a cart are serialized.
CREATE TABLE carts (
  principal    text        COLLATE "C" NOT NULL,
  user_id      text        COLLATE "C" NOT NULL CONSTRAINT carts_user_id_length CHECK (char_length(user_id) BETWEEN 1 AND 255),
  touched_at   timestamptz NOT NULL DEFAULT now(),
  -- The last request with an id that added to the cart; repeated, it adds nothing.
  last_request uuid,
  PRIMARY KEY (principal, user_id)
);
--> statement-breakpoint
CREATE INDEX carts_by_age ON carts (touched_at);
--> statement-breakpoint

CREATE TABLE cart_lines (
  principal text        COLLATE "C" NOT NULL,
  user_id   text        COLLATE "C" NOT NULL,
  item_id   bigint      NOT NULL,
  sale_id   integer     NOT NULL,
  quantity  integer     NOT NULL CONSTRAINT cart_lines_quantity_is_within_bounds CHECK (quantity BETWEEN 1 AND 1000000),
  added_at  timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (principal, user_id, item_id),
  CONSTRAINT cart_lines_belong_to_a_cart FOREIGN KEY (principal, user_id) REFERENCES carts ON DELETE CASCADE
);
