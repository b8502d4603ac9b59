SELECT id, principal, types FROM webhooks WHERE status = 'enabled'
