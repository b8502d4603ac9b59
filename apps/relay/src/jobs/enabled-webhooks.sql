SELECT id, types FROM webhooks WHERE status = 'enabled'
