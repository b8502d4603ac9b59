-- A webhook's URL may contain secrets in its user, path and query: the audit log keeps only the host.
UPDATE operator_actions
SET subject = coalesce(substring(subject FROM '^([A-Za-z][A-Za-z0-9+.-]*://)') || substring(subject FROM '^[A-Za-z][A-Za-z0-9+.-]*://(?:[^/?#]*@)?([^/?#@]+)') || '/…', 'a webhook')
WHERE action = 'webhook.create';
--> statement-breakpoint

-- Actions are pruned by their age.
CREATE INDEX operator_actions_by_age ON operator_actions (at);
