-- Secrets from which signing keys are derived, newest last. Until there is one, `secrets` applies. active_from is slightly in the
-- future, so that every server has read a new secret before any signs with it.
CREATE TABLE signing_secrets (
  id          integer     GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  secret      bytea       NOT NULL CONSTRAINT signing_secrets_have_32_bytes CHECK (octet_length(secret) = 32),
  active_from timestamptz NOT NULL DEFAULT now()
);
