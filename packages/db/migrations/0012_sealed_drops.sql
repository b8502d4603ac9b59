-- The secret from which a sale's seed is derived. Its commitment is published when the sale is scheduled, the secret when it opens.
-- null: scheduled before drops were sealed, or by a server of an older version.
-- preview: whether items are visible before the sale opens. Hourly sales are always sealed.
ALTER TABLE sales
  ADD COLUMN secret  bytea CONSTRAINT sales_secret_has_32_bytes CHECK (octet_length(secret) = 32),
  ADD COLUMN preview boolean NOT NULL DEFAULT true;
