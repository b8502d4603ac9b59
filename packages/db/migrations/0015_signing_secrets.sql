-- Secrets that signing keys are derived from, the newest last. Until there is one, what `secrets` has is used. A new secret is read
-- by every server before it signs: active_from lies a little in the future.
CREATE TABLE signing_secrets (
  id          integer     GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  secret      bytea       NOT NULL CONSTRAINT signing_secrets_have_32_bytes CHECK (octet_length(secret) = 32),
  active_from timestamptz NOT NULL DEFAULT now()
);
