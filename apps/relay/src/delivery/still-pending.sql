-- Which of the deliveries are still to be made: those of a webhook that was disabled have been given up. $1 deliveries
SELECT id FROM webhook_deliveries WHERE id = ANY ($1::uuid[]) AND status = 'pending'
