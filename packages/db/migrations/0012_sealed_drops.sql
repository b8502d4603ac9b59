-- The secret that a sale's seed is derived from; its commitment is published when the sale is scheduled, the secret when it
-- opens. null: scheduled before drops were sealed, or by a server of an older version.
-- preview: whether items can be seen before the sale opens. Hourly sales are sealed whatever it says.
ALTER TABLE sales
  ADD COLUMN secret  bytea CONSTRAINT sales_secret_has_32_bytes CHECK (octet_length(secret) = 32),
  ADD COLUMN preview boolean NOT NULL DEFAULT true;
