-- Secrets that all servers of a database share: they sign checkout codes and session cookies. Created once, here.
CREATE TABLE secrets (
  name  text  PRIMARY KEY,
  value bytea NOT NULL
);
--> statement-breakpoint
INSERT INTO secrets (name, value)
SELECT name, sha256((gen_random_uuid()::text || gen_random_uuid()::text)::bytea)
FROM unnest(ARRAY['checkout_code', 'session']) AS name;
