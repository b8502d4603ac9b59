-- A sale whose door is a queue sells only to buyers that have been admitted. Such a door can be opened, never closed again.
ALTER TABLE sales ADD COLUMN door text NOT NULL DEFAULT 'open' CONSTRAINT sales_door_is_known CHECK (door IN ('open', 'queue', 'opened'));
--> statement-breakpoint

-- SHA-256 over all values so far: the first value, then the hash of each result with the next value.
CREATE FUNCTION sha256_chained(bytea, bytea) RETURNS bytea LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
  AS 'SELECT pg_catalog.sha256($1 || $2)';
--> statement-breakpoint
CREATE AGGREGATE sha256_chain(bytea) (SFUNC = sha256_chained, STYPE = bytea);
--> statement-breakpoint

-- One row per sale that has, or had, a waiting room. Its lock orders joins, the draw and admissions.
CREATE TABLE queues (
  sale_id         integer     PRIMARY KEY REFERENCES sales,
  joined          integer     NOT NULL DEFAULT 0,
  -- Of the join log, until the draw.
  digest          bytea       NOT NULL CONSTRAINT queues_digest_length CHECK (octet_length(digest) = 32),
  -- How many of the first entries were drawn; later ones follow in the order in which they joined.
  drawn           integer     CONSTRAINT queues_drawn_were_joined CHECK (drawn BETWEEN 0 AND joined),
  drawn_at        timestamptz,
  admitted        integer     NOT NULL DEFAULT 0 CONSTRAINT queues_admitted_have_joined CHECK (admitted BETWEEN 0 AND joined),
  used            integer     NOT NULL DEFAULT 0,
  expired         integer     NOT NULL DEFAULT 0,
  rate_per_minute integer     NOT NULL CONSTRAINT queues_rate_bounds CHECK (rate_per_minute BETWEEN 1 AND 1000000),
  paused_at       timestamptz,
  -- Token bucket of the admission rate, in passes, as of `advanced_at`.
  allowance       float8      NOT NULL DEFAULT 0,
  advanced_at     timestamptz,
  pass_ms         integer     NOT NULL CONSTRAINT queues_pass_ms_is_positive CHECK (pass_ms > 0),
  CONSTRAINT queues_admit_after_the_draw CHECK (admitted = 0 OR drawn IS NOT NULL),
  CONSTRAINT queues_drawn_once CHECK ((drawn IS NULL) = (drawn_at IS NULL)),
  CONSTRAINT queues_passes_were_admitted CHECK (used >= 0 AND expired >= 0 AND used + expired <= admitted)
);
--> statement-breakpoint

-- The join log. A buyer has one place in a sale at a time; after an unused pass has expired it can join again, at the end.
CREATE TABLE queue_places (
  sale_id   integer     NOT NULL REFERENCES queues,
  seq       integer     NOT NULL CONSTRAINT queue_places_seq_is_positive CHECK (seq > 0),
  ticket    uuid        NOT NULL CONSTRAINT queue_places_ticket_is_unique UNIQUE,
  user_id   text        COLLATE "C" NOT NULL,
  -- The nonce of the proof of work, which is accepted once; null without one.
  proof     text        COLLATE "C",
  joined_at timestamptz NOT NULL DEFAULT now(),
  used_at   timestamptz,
  ended_at  timestamptz,
  PRIMARY KEY (sale_id, seq),
  CONSTRAINT queue_places_proof_is_single_use UNIQUE (sale_id, proof)
);
--> statement-breakpoint
CREATE UNIQUE INDEX queue_places_one_per_buyer ON queue_places (sale_id, user_id) WHERE ended_at IS NULL;
--> statement-breakpoint

-- When which positions were admitted: those after `after` up to `up_to`.
CREATE TABLE queue_admissions (
  sale_id integer     NOT NULL REFERENCES queues,
  up_to   integer     NOT NULL,
  after   integer     NOT NULL,
  at      timestamptz NOT NULL,
  used    integer     NOT NULL DEFAULT 0,
  -- Its passes have expired, and the capacity of the unused ones was given to others.
  expired boolean     NOT NULL DEFAULT false,
  PRIMARY KEY (sale_id, up_to),
  CONSTRAINT queue_admissions_are_not_empty CHECK (after >= 0 AND after < up_to),
  CONSTRAINT queue_admissions_used_bounds CHECK (used BETWEEN 0 AND up_to - after)
);
--> statement-breakpoint
CREATE INDEX queue_admissions_with_passes ON queue_admissions (sale_id, up_to) WHERE NOT expired;
