import { isLocalServer, type Mailbox, type MailServer } from '@hourglass/core/mail-settings'
import { createTransport, type NodemailerError } from 'nodemailer'

/** Most mails in flight, each on its own connection. Connections are reused. */
export const CONNECTIONS_MAX = 5
/** Timeout of DNS, TCP and TLS together: an absent server is noticed sooner than a slow one. */
const CONNECT_MS = 10_000
/** An idle connection is closed after this. */
const IDLE_MS = 30_000
/** Retries are the relay's. The pool makes one, when the server had just closed an idle connection. */
const REQUEUES_MAX = 1

export interface SmtpSettings {
  server: MailServer
  from: Mailbox
}

export interface Mail {
  id: string
  recipient: string
  subject: string
  text: string
  html: string
}

/**
 * The result of one attempt. `away`: there was no answer about this mail, because the server cannot be reached, is too slow or does not
 * accept our credentials. `error`: reply code and command, or the kind of network error; never a reply's text, which may quote the address.
 */
export type Sent =
  | { verdict: 'sent' }
  | { verdict: 'refused'; error: string }
  | { verdict: 'deferred'; error: string; away: boolean }

/** Sends mail to an SMTP server. A password and what follows it are only sent over TLS, except on this machine. */
export function createSmtp({ server, from }: SmtpSettings) {
  const { host, port, secure, auth } = server
  const transport = createTransport({
    pool: true,
    maxConnections: CONNECTIONS_MAX,
    maxRequeues: REQUEUES_MAX,
    idleTimeout: IDLE_MS,
    connectionTimeout: CONNECT_MS,
    host,
    port,
    secure,
    auth,
    requireTLS: auth !== undefined && !secure && !isLocalServer(server),
    disableFileAccess: true,
    disableUrlAccess: true,
  })
  // The send that fails reports the error.
  transport.on('error', () => {})
  const domain = from.address.slice(from.address.lastIndexOf('@') + 1)

  return {
    /** Makes one attempt. Every attempt for a mail has the same Message-ID, so that receivers can drop a repeat. */
    async send({ id, recipient, subject, text, html }: Mail, signal: AbortSignal): Promise<Sent> {
      try {
        await transport.sendMail({
          // As an object, an address is never parsed: it cannot name a second recipient.
          from,
          to: { name: '', address: recipient },
          subject,
          text,
          html,
          messageId: `<${id}@${domain}>`,
          headers: { 'Auto-Submitted': 'auto-generated' },
          signal,
        })
        return { verdict: 'sent' }
      } catch (error) {
        return verdictOf(error as NodemailerError)
      }
    },
    close: () => transport.close(),
  }
}

export type Smtp = ReturnType<typeof createSmtp>

/** What a reply to the sender, the recipient or the content says is about the mail. Everything else is about the server or our access to it. */
const ABOUT_THE_MAIL: unknown[] = ['EENVELOPE', 'EMESSAGE']
/** "Authentication required" is a setting of ours. */
const AUTHENTICATION_REQUIRED = 530

function verdictOf({ code, originalCode, responseCode, response, command, permanent }: NodemailerError): Sent {
  const away = !ABOUT_THE_MAIL.includes(code) || responseCode === AUTHENTICATION_REQUIRED
  const enhanced = /^\d{3}[ -](\d\.\d{1,3}\.\d{1,3})\b/.exec(String(response ?? ''))?.[1]
  const error = responseCode
    ? [responseCode, enhanced, command && `to ${command}`].filter(Boolean).join(' ')
    : code === 'EABORT'
      ? 'no answer in time'
      : String(originalCode ?? code ?? 'unknown error')
  // Without a reply, the address itself was found to be invalid.
  if (!away && (permanent || !responseCode)) return { verdict: 'refused', error }
  return { verdict: 'deferred', error, away }
}
