import { name, schema, statement } from '@hourglass/db'
import { sql } from 'drizzle-orm'
import { alias } from 'drizzle-orm/pg-core'

const { mails } = schema
const m = alias(mails, 'm')

/** Recipient and content are erased in the statement that decides the mail. */
const erased = sql.join(
  [mails.recipient, mails.subject, mails.text, mails.html].map((column) => sql`${name(column)} = NULL`),
  sql`, `,
)

/**
 * Claims due mails for a lease, those that expire first: a sign-in code does not wait for thousands of other mails. Concurrent
 * relays claim different mails.
 *
 * $1 transports   $2 rows at most   $3 lease in ms
 */
export const claimMails = statement(
  'claim-mails',
  sql`
WITH due AS (
  SELECT ${m.id} FROM ${mails} m
  WHERE ${m.status} = 'pending' AND ${m.nextAttemptAt} <= now() AND ${m.expiresAt} > now() AND ${m.transport} = ANY ($1)
  ORDER BY ${m.expiresAt} LIMIT $2
  FOR UPDATE SKIP LOCKED
)
UPDATE ${mails} m
SET ${name(mails.attempts)} = ${m.attempts} + 1, ${name(mails.nextAttemptAt)} = now() + $3 * interval '1 ms',
    ${name(mails.updatedAt)} = now()
FROM due WHERE ${m.id} = due.id
RETURNING ${m.id}, ${m.kind}, ${m.transport}, ${m.recipient}, ${m.subject}, ${m.text}, ${m.html}, ${m.attempts}
`,
)

/** $1 mail   $2 `sent` or `refused`   $3 error, if any */
export const finishMail = statement(
  'finish-mail',
  sql`
UPDATE ${mails} m
SET ${name(mails.status)} = $2, ${name(mails.error)} = $3, ${name(mails.updatedAt)} = now(), ${erased}
WHERE ${m.id} = $1 AND ${m.status} = 'pending'
`,
)

/** Marks a mail of the development mailbox as sent; its content is kept for the console. $1 mail */
export const showMail = statement(
  'show-mail',
  sql`
UPDATE ${mails} m SET ${name(mails.status)} = 'sent', ${name(mails.updatedAt)} = now()
WHERE ${m.id} = $1 AND ${m.status} = 'pending'
`,
)

/** Nothing is updated if another relay has claimed the mail since. $1 mail   $2 attempts   $3 error   $4 ms until the next attempt */
export const retryMail = statement(
  'retry-mail',
  sql`
UPDATE ${mails} m
SET ${name(mails.nextAttemptAt)} = least(now() + $4 * interval '1 ms', ${m.expiresAt}), ${name(mails.error)} = $3,
    ${name(mails.updatedAt)} = now()
WHERE ${m.id} = $1 AND ${m.status} = 'pending' AND ${m.attempts} = $2
`,
)

/** Whether a mail waits for a mail server. */
export const waitsForServer = statement(
  'waits-for-server',
  sql`SELECT FROM ${mails} m WHERE ${m.status} = 'pending' AND ${m.transport} = 'smtp' LIMIT 1`,
)

/** Age in seconds of the oldest mail that is not sent yet, 0 if there is none. */
export const oldestMail = statement(
  'oldest-mail',
  sql`
SELECT coalesce(extract(epoch FROM now() - min(${m.createdAt})), 0)::float8 AS seconds FROM ${mails} m
WHERE ${m.status} = 'pending'
`,
)

/** Expires mails that were not sent in time, except those that a relay is sending. $1 rows at most */
export const expireMails = statement(
  'expire-mails',
  sql`
WITH late AS (
  SELECT ${m.id} FROM ${mails} m
  WHERE ${m.status} = 'pending' AND ${m.nextAttemptAt} <= now() AND ${m.expiresAt} <= now()
  LIMIT $1
  FOR UPDATE SKIP LOCKED
)
UPDATE ${mails} m SET ${name(mails.status)} = 'expired', ${name(mails.updatedAt)} = now(), ${erased}
FROM late WHERE ${m.id} = late.id
RETURNING ${m.id}, ${m.kind}, ${m.attempts}, ${m.error}
`,
)

/** Erases what the development mailbox has shown. $1 the time it is kept, in ms */
export const eraseShown = statement(
  'erase-shown',
  sql`
UPDATE ${mails} m SET ${erased}
WHERE ${m.status} = 'sent' AND ${m.updatedAt} < now() - $1 * interval '1 ms' AND ${m.recipient} IS NOT NULL
`,
)

/** Deletes finished mails. $1 retention in days   $2 rows at most */
export const pruneMails = statement(
  'prune-mails',
  sql`
DELETE FROM ${mails} WHERE ${mails.id} IN (
  SELECT ${m.id} FROM ${mails} m
  WHERE ${m.status} <> 'pending' AND ${m.updatedAt} < now() - $1 * interval '1 day'
  ORDER BY ${m.updatedAt} LIMIT $2
)
`,
)
