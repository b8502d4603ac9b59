-- The relay: webhooks, cursors and deliveries.

-- The transaction that wrote the event. A reader that stays below the oldest transaction in progress (pg_snapshot_xmin) never
-- skips one that commits late. The default is not volatile, so existing rows are not rewritten: they get this transaction's id.
ALTER TABLE outbox_events ADD COLUMN tx xid8 NOT NULL DEFAULT pg_current_xact_id();
--> statement-breakpoint
CREATE INDEX outbox_events_by_transaction ON outbox_events (tx, id);
--> statement-breakpoint
CREATE INDEX outbox_events_by_time ON outbox_events (at);
--> statement-breakpoint

-- Position of each reader. It reads the window of transactions [window_from, window_to) in order of id, from after_id to last_id.
-- One owner at a time advances it until its lease expires; term rises with every owner.
CREATE TABLE relay_cursors (
  consumer     text        PRIMARY KEY,
  owner        uuid,
  leased_until timestamptz NOT NULL DEFAULT '-infinity',
  term         bigint      NOT NULL DEFAULT 0,
  window_from  xid8        NOT NULL DEFAULT '0',
  window_to    xid8        NOT NULL DEFAULT '0',
  after_id     bigint      NOT NULL DEFAULT 0,
  last_id      bigint      NOT NULL DEFAULT 0
);
--> statement-breakpoint
INSERT INTO relay_cursors (consumer) VALUES ('stream'), ('webhooks');
--> statement-breakpoint

-- secret is the receiver's HMAC key in the format of Standard Webhooks; signing_key an Ed25519 private key, PKCS #8.
CREATE TABLE webhooks (
  id              uuid        PRIMARY KEY,
  principal       text        NOT NULL,
  url             text        NOT NULL CONSTRAINT webhooks_url_length CHECK (char_length(url) <= 2048),
  types           text[]      NOT NULL CONSTRAINT webhooks_have_types CHECK (cardinality(types) BETWEEN 1 AND 32),
  secret          text        NOT NULL,
  signing_key     bytea       NOT NULL,
  status          text        NOT NULL DEFAULT 'enabled' CONSTRAINT webhooks_status_known CHECK (status IN ('enabled', 'disabled')),
  disabled_reason text,
  failing_since   timestamptz,
  created_at      timestamptz NOT NULL DEFAULT now(),
  CONSTRAINT webhooks_disabled_for_a_reason CHECK ((status = 'disabled') = (disabled_reason IS NOT NULL))
);
--> statement-breakpoint
CREATE INDEX webhooks_of_principal ON webhooks (principal, id);
--> statement-breakpoint

-- One row per event and webhook; a replay is a separate row. The id begins with the time. Not queued: the relay has yet to create
-- its job. No foreign keys: webhooks are deleted at once and events age out; the log follows in batches.
CREATE TABLE webhook_deliveries (
  id              uuid        PRIMARY KEY,
  webhook_id      uuid        NOT NULL,
  event_id        bigint      NOT NULL,
  event_type      text        NOT NULL,
  status          text        NOT NULL DEFAULT 'pending' CONSTRAINT webhook_deliveries_status_known CHECK (status IN ('pending', 'delivered', 'failed')),
  queued          boolean     NOT NULL DEFAULT false,
  attempts        integer     NOT NULL DEFAULT 0,
  response_status integer,
  error           text,
  duration_ms     integer,
  next_attempt_at timestamptz DEFAULT now(),
  created_at      timestamptz NOT NULL DEFAULT now(),
  updated_at      timestamptz NOT NULL DEFAULT now(),
  CONSTRAINT webhook_deliveries_go_on_while_pending CHECK ((status = 'pending') = (next_attempt_at IS NOT NULL))
) WITH (fillfactor = 80);
--> statement-breakpoint
CREATE INDEX webhook_deliveries_of_webhook ON webhook_deliveries (webhook_id, id);
--> statement-breakpoint
CREATE INDEX webhook_deliveries_due ON webhook_deliveries (webhook_id, next_attempt_at) WHERE status = 'pending';
--> statement-breakpoint
CREATE INDEX webhook_deliveries_to_queue ON webhook_deliveries (event_id) WHERE status = 'pending' AND NOT queued;
