-- What /health writes to find out whether a purchase could be written: each row takes a page of its own, so that a full disk is
-- noticed though the WAL still has room. Emptied every minute.
CREATE TABLE health_probes (
  at     timestamptz NOT NULL DEFAULT now(),
  filler bytea       NOT NULL
);
--> statement-breakpoint
ALTER TABLE health_probes ALTER COLUMN filler SET STORAGE PLAIN;
