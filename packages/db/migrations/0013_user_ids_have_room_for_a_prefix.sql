-- A buyer's name has 255 characters. A partner's, of 31, and a slash go before it and are not counted. What is there is shorter already,
-- so that no row has to be read.
ALTER TABLE buyers DROP CONSTRAINT buyers_user_id_length, ADD CONSTRAINT buyers_user_id_length CHECK (char_length(user_id) BETWEEN 1 AND 287) NOT VALID;
--> statement-breakpoint
ALTER TABLE carts DROP CONSTRAINT carts_user_id_length, ADD CONSTRAINT carts_user_id_length CHECK (char_length(user_id) BETWEEN 1 AND 287) NOT VALID;
