-- Rows that /health writes to test whether a purchase could be stored. Each row fills a page, so that a full disk is detected even
-- though the WAL still has room. Emptied every minute.
CREATE TABLE health_probes (
  at     timestamptz NOT NULL DEFAULT now(),
  filler bytea       NOT NULL
);
--> statement-breakpoint
ALTER TABLE health_probes ALTER COLUMN filler SET STORAGE PLAIN;
