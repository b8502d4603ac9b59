-- Test keys and the sales that only they see. `test:acme` is the principal of acme's test keys; everything of theirs is stored under it.
ALTER TABLE sales
  ADD COLUMN sandbox text COLLATE "C" CONSTRAINT sales_sandbox_is_a_test_principal CHECK (sandbox ~ '^test:[a-z0-9][a-z0-9-]{0,30}$'),
  ADD CONSTRAINT sales_in_a_sandbox_are_merchant_sales CHECK (sandbox IS NULL OR kind = 'merchant');
--> statement-breakpoint
CREATE INDEX sales_of_sandbox ON sales (sandbox, id) WHERE sandbox IS NOT NULL;
--> statement-breakpoint
ALTER TABLE api_keys
  DROP CONSTRAINT api_keys_partner_is_a_name,
  ADD CONSTRAINT api_keys_partner_is_a_name CHECK (partner ~ '^(test:)?[a-z0-9][a-z0-9-]{0,30}$'),
  ADD CONSTRAINT api_keys_test_keys_do_not_operate CHECK (NOT (partner LIKE 'test:%' AND 'admin' = ANY (scopes)));
--> statement-breakpoint
-- A buyer's name has up to 255 characters, after `test:`, a partner's name of up to 31 and a slash. Existing names are shorter, so no row is read.
ALTER TABLE buyers DROP CONSTRAINT buyers_user_id_length, ADD CONSTRAINT buyers_user_id_length CHECK (char_length(user_id) BETWEEN 1 AND 292) NOT VALID;
--> statement-breakpoint
ALTER TABLE carts DROP CONSTRAINT carts_user_id_length, ADD CONSTRAINT carts_user_id_length CHECK (char_length(user_id) BETWEEN 1 AND 292) NOT VALID;
