-- Corrections of merchants' items while they sell. The price that a checkout showed and the price of a hold are kept with them, so that
-- nobody pays another one. Null for rows of servers of the previous version, and where prices never change.
ALTER TABLE attempts ADD COLUMN prices integer[];
--> statement-breakpoint
ALTER TABLE holds ADD COLUMN price integer CONSTRAINT holds_price_is_not_negative CHECK (price >= 0);
--> statement-breakpoint
-- A withdrawn item has no stock beyond what is held and sold, which may be nothing. Existing rows have stock, so none is read.
ALTER TABLE items
  ADD COLUMN withdrawn_at timestamptz,
  DROP CONSTRAINT items_have_stock,
  ADD CONSTRAINT items_have_stock CHECK (stock BETWEEN 0 AND 1000000 AND (stock > 0 OR withdrawn_at IS NOT NULL)) NOT VALID;
--> statement-breakpoint

-- Merchants: accounts that read and change their own sales. A sale without an owner is the shop's own, and so is one that an older server makes.
ALTER TABLE sales ADD COLUMN owner text COLLATE "C" CONSTRAINT sales_of_owners_are_merchant_sales CHECK (owner IS NULL OR kind = 'merchant');
--> statement-breakpoint
CREATE INDEX sales_of_owner ON sales (owner, id) WHERE owner IS NOT NULL;
--> statement-breakpoint
ALTER TABLE operators
  DROP CONSTRAINT operators_role_known,
  ADD CONSTRAINT operators_role_known CHECK (role IN ('merchant', 'viewer', 'operator', 'owner'));
