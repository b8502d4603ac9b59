import { readEnvironment } from '@hourglass/core/environment'
import { assertSender, MAIL_FROM_DEFAULT, mailFrom, smtpUrl } from '@hourglass/core/mail-settings'
import { postgresUrl, redisUrl } from '@hourglass/core/store-urls'
import { z } from 'zod'

/** Every environment variable that the relay reads, with its format. docs/configuration.md explains each. */
export const variables = z.object({
  DATABASE_URL: postgresUrl,
  DATABASE_DIRECT_URL: postgresUrl.optional(),
  REDIS_URL: redisUrl,
  WEBHOOK_PRIVATE_ADDRESSES: z.enum(['allow', 'refuse'], { error: 'must be allow or refuse' }).default('refuse'),
  SMTP_URL: smtpUrl.optional(),
  MAIL_FROM: mailFrom.prefault(MAIL_FROM_DEFAULT),
  RELAY_METRICS_PORT: z.coerce.number({ error: 'must be a port number' }).int().min(0).max(65_535).optional(),
  METRICS_HOST: z.string().min(1).default('127.0.0.1'),
  LOG_LEVEL: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'silent']).default('info'),
})

/** Reads and validates the environment. @throws Error that names each invalid variable */
export function readConfig(env: NodeJS.ProcessEnv) {
  const found = readEnvironment(variables, env)
  assertSender(found.SMTP_URL, found.MAIL_FROM)
  return {
    // Jobs and migrations need a direct connection, not a pooler.
    databaseUrl: found.DATABASE_DIRECT_URL ?? found.DATABASE_URL,
    redisUrl: found.REDIS_URL,
    allowPrivate: found.WEBHOOK_PRIVATE_ADDRESSES === 'allow',
    smtp: found.SMTP_URL && { server: found.SMTP_URL, from: found.MAIL_FROM },
    metrics:
      found.RELAY_METRICS_PORT === undefined ? undefined : { host: found.METRICS_HOST, port: found.RELAY_METRICS_PORT },
    logLevel: found.LOG_LEVEL,
  }
}
export type Config = ReturnType<typeof readConfig>
