-- Secrets that all servers of one database share, made here, once: what signs checkout codes and session cookies.
CREATE TABLE secrets (
  name  text  PRIMARY KEY,
  value bytea NOT NULL
);
--> statement-breakpoint
INSERT INTO secrets (name, value)
SELECT name, sha256((gen_random_uuid()::text || gen_random_uuid()::text)::bytea)
FROM unnest(ARRAY['checkout_code', 'session']) AS name;
