-- Deliveries that somebody asked for: tests and replays. What waits of them is bounded for each webhook.
ALTER TABLE webhook_deliveries ADD COLUMN asked boolean NOT NULL DEFAULT false;
--> statement-breakpoint
CREATE INDEX webhook_deliveries_asked ON webhook_deliveries (webhook_id) WHERE asked AND status = 'pending';
