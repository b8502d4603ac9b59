-- A repeated request finds what it has already done, even if other changes followed.

-- Requests that added something under their id. Written in the transaction of the addition.
CREATE TABLE done_requests (
  id      uuid        PRIMARY KEY,
  done_at timestamptz NOT NULL DEFAULT now()
);
--> statement-breakpoint
CREATE INDEX done_requests_by_age ON done_requests (done_at);
--> statement-breakpoint
ALTER TABLE carts DROP COLUMN last_request;
--> statement-breakpoint
ALTER TABLE sales DROP COLUMN items_request_id;
--> statement-breakpoint

-- The request that confirmed or canceled the hold.
ALTER TABLE holds ADD COLUMN ended_by uuid;
