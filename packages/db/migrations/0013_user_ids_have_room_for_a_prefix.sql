-- A buyer's name has up to 255 characters, after a partner's name of up to 31 and a slash. Existing names are shorter, so no row is read.
ALTER TABLE buyers DROP CONSTRAINT buyers_user_id_length, ADD CONSTRAINT buyers_user_id_length CHECK (char_length(user_id) BETWEEN 1 AND 287) NOT VALID;
--> statement-breakpoint
ALTER TABLE carts DROP CONSTRAINT carts_user_id_length, ADD CONSTRAINT carts_user_id_length CHECK (char_length(user_id) BETWEEN 1 AND 287) NOT VALID;
