SELECT id, url, secret, signing_key, status, failing_since FROM webhooks WHERE id = $1
