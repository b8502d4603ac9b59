-- A webhook's URL may carry secrets in its user, path and query: of it the log of operators keeps the host alone.
UPDATE operator_actions
SET subject = coalesce(substring(subject FROM '^([A-Za-z][A-Za-z0-9+.-]*://)') || substring(subject FROM '^[A-Za-z][A-Za-z0-9+.-]*://(?:[^/?#]*@)?([^/?#@]+)') || '/…', 'a webhook')
WHERE action = 'webhook.create';
--> statement-breakpoint

-- Actions are pruned by their age.
CREATE INDEX operator_actions_by_age ON operator_actions (at);
