-- Requested deliveries: tests and replays. The number pending per webhook is limited.
ALTER TABLE webhook_deliveries ADD COLUMN asked boolean NOT NULL DEFAULT false;
--> statement-breakpoint
CREATE INDEX webhook_deliveries_asked ON webhook_deliveries (webhook_id) WHERE asked AND status = 'pending';
