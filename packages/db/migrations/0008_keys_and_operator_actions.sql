-- API keys. Only the SHA-256 of a key is stored; a key has 160 random bits, so it needs no salt. A partner has two slots for valid
-- keys, so that it can rotate them; a revoked key frees its slot.
CREATE TABLE api_keys (
  id           uuid        PRIMARY KEY,
  partner      text        COLLATE "C" NOT NULL CONSTRAINT api_keys_partner_is_a_name CHECK (partner ~ '^[a-z0-9][a-z0-9-]{0,30}$'),
  place        smallint    NOT NULL CONSTRAINT api_keys_two_at_a_time CHECK (place IN (1, 2)),
  hash         bytea       NOT NULL CONSTRAINT api_keys_hash_is_unique UNIQUE CONSTRAINT api_keys_hash_is_sha_256 CHECK (length(hash) = 32),
  hint         text        NOT NULL,
  scopes       text[]      NOT NULL CONSTRAINT api_keys_scopes_known
    CHECK (cardinality(scopes) > 0 AND scopes <@ ARRAY['buy', 'read', 'webhooks', 'admin']),
  created_at   timestamptz NOT NULL DEFAULT now(),
  -- To the minute: written at most once a minute.
  last_used_at timestamptz,
  revoked_at   timestamptz
);
--> statement-breakpoint
CREATE UNIQUE INDEX api_keys_one_in_a_place ON api_keys (partner, place) WHERE revoked_at IS NULL;
--> statement-breakpoint

-- The audit log: written before an action, completed with its outcome. No outcome: the server crashed in between.
CREATE TABLE operator_actions (
  id       bigserial   PRIMARY KEY,
  at       timestamptz NOT NULL DEFAULT now(),
  actor    text        NOT NULL,
  action   text        NOT NULL,
  subject  text        NOT NULL,
  outcome  text,
  trace_id text
);
