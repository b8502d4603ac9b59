import { setTimeout as delay } from 'node:timers/promises'
import { maskMailAddress } from '@hourglass/core/domain'
import type pg from 'pg'
import { retryDelayMs } from '../delivery/retry.ts'
import type { Log } from '../log.ts'
import type { Measures } from '../measures.ts'
import { mailLeaseMs, type Times } from '../times.ts'
import { claimMails, finishMail, oldestMail, retryMail, showMail, waitsForServer } from './mail.sql.ts'
import { CONNECTIONS_MAX, createSmtp, type Mail, type SmtpSettings } from './smtp.ts'

export interface MailerDeps {
  pool: pg.Pool
  times: Times
  log: Log
  /** Prints the development mailbox. */
  mailboxLog: Log
  measures: Measures
  /** Without it, mail to be sent by SMTP waits until it expires. */
  smtp: SmtpSettings | undefined
}

interface Claimed extends Mail {
  kind: string
  transport: 'smtp' | 'mailbox'
  attempts: number
}

/** Sends queued mail at least once: claims due mails for a lease, makes one attempt each, and stores the result. */
export function createMailer({ pool, times, log, mailboxLog, measures, smtp: settings }: MailerDeps) {
  const smtp = settings && createSmtp(settings)
  const transports = smtp ? ['smtp', 'mailbox'] : ['mailbox']
  const inFlight = new Set<Promise<void>>()
  const abort = new AbortController()
  let failing = false
  let away = false
  let warned = false

  /** Starts due mails if at least half of the connections are free, so that a claim is worth its query. */
  async function startDue(): Promise<void> {
    const room = CONNECTIONS_MAX - inFlight.size
    if (room < CONNECTIONS_MAX / 2) return
    const { rows } = await pool.query<Claimed>(claimMails.text, [transports, room, mailLeaseMs(times)])
    for (const mail of rows) {
      const attempt = deliver(mail)
        .catch((error) =>
          log.warn(
            { ...nameOf(mail), error: String(error) },
            'cannot store the result of a mail, it will be sent again',
          ),
        )
        .finally(() => inFlight.delete(attempt))
      inFlight.add(attempt)
    }
  }

  async function deliver(mail: Claimed): Promise<void> {
    if (mail.transport === 'mailbox') await show(mail)
    else await send(mail)
  }

  /** "Delivers" to the development mailbox. */
  async function show(mail: Claimed): Promise<void> {
    mailboxLog.info(
      { event: 'mail.shown', ...nameOf(mail) },
      `Mail to ${maskMailAddress(mail.recipient)}: ${mail.subject}`,
    )
    await pool.query(showMail.text, [mail.id])
    measures.mailFinished(mail.kind, 'sent')
  }

  async function send(mail: Claimed): Promise<void> {
    if (!smtp) return
    const sent = await smtp.send(mail, AbortSignal.any([AbortSignal.timeout(times.mailMs), abort.signal]))
    if (sent.verdict === 'deferred') {
      await retry(mail, sent)
      return
    }
    noteAway(false)
    await pool.query(finishMail.text, [mail.id, sent.verdict, sent.verdict === 'refused' ? sent.error : null])
    measures.mailFinished(mail.kind, sent.verdict)
    if (sent.verdict === 'refused')
      log.warn({ event: 'mail.refused', ...nameOf(mail), error: sent.error }, 'mail refused')
  }

  async function retry(mail: Claimed, { error, away }: { error: string; away: boolean }): Promise<void> {
    measures.mailFailed(mail.kind)
    if (away) noteAway(true, error)
    else log.warn({ event: 'mail.deferred', ...nameOf(mail), error }, 'mail deferred, will retry')
    // The last delay repeats until the mail expires.
    const attempt = Math.min(mail.attempts, times.mailRetriesMs.length)
    await pool.query(retryMail.text, [mail.id, mail.attempts, error, retryDelayMs(times.mailRetriesMs, attempt, null)])
  }

  /** Logs when the mail server stops or starts to answer, not each mail that waits for it. */
  function noteAway(now: boolean, error?: string): void {
    if (now && !away) log.warn({ event: 'mail.away', error }, 'cannot reach the mail server, will retry')
    if (!now && away) log.info({ event: 'mail.back' }, 'the mail server answers again')
    away = now
  }

  async function warnWithoutServer(): Promise<void> {
    if (smtp || warned || (await pool.query(waitsForServer.text)).rowCount === 0) return
    warned = true
    log.warn({ event: 'mail.no_server' }, 'mail is waiting, but SMTP_URL is not set')
  }

  async function poll(): Promise<void> {
    try {
      await startDue()
      await warnWithoutServer()
      failing = false
    } catch (error) {
      if (!failing) log.warn({ error: String(error) }, 'cannot poll due mail, will retry')
      failing = true
    }
  }

  return {
    async run(signal: AbortSignal): Promise<void> {
      while (!signal.aborted) {
        await poll()
        const pause = delay(times.mailPollMs, undefined, { signal }).catch(() => undefined)
        // While there is a backlog, the next claim follows a finished mail.
        await Promise.race(inFlight.size > CONNECTIONS_MAX / 2 ? [pause, ...inFlight] : [pause])
      }
      const timer = setTimeout(() => abort.abort(), times.mailStopMs)
      await Promise.all(inFlight)
      clearTimeout(timer)
      smtp?.close()
    },
  }
}

/** Age in seconds of the oldest mail that is not sent yet, 0 if there is none. */
export async function readOldestMail(pool: pg.Pool): Promise<number> {
  return (await pool.query<{ seconds: number }>(oldestMail.text)).rows[0]?.seconds ?? 0
}

/** The fields that a log line may have about a mail. */
const nameOf = ({ id, kind }: Claimed) => ({ mail_id: id, kind })
