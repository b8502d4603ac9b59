import { z } from 'zod'
import { isMailAddress } from './domain/index.ts'

/** A server that mail is handed to. The password never appears in a log. */
export interface MailServer {
  host: string
  /** If unset, 465 with TLS from the start, and 587 otherwise. */
  port: number | undefined
  /** TLS from the start. Otherwise TLS begins with STARTTLS, if the server offers it. */
  secure: boolean
  auth: { user: string; pass: string } | undefined
}

/** A mailbox with an optional name: `Hourglass <hourglass@example.com>`. */
export interface Mailbox {
  name: string
  address: string
}

const LOOPBACK = /^(localhost|127\.\d+\.\d+\.\d+|::1)$/i
const MAILBOX = /^(?:([^<>]*?)\s*<([^<>]+)>|([^<>]+))$/
export const MAIL_FROM_DEFAULT = 'Hourglass <hourglass@localhost>'

export const isLocalServer = ({ host }: MailServer): boolean => LOOPBACK.test(host)

/** An environment variable with the address of an SMTP server. */
export const smtpUrl = z
  .string()
  .regex(/^smtps?:\/\//, { error: 'must begin with smtp:// or smtps://', abort: true })
  .transform((text, context): MailServer => {
    const server = serverOf(text)
    if (typeof server !== 'string') return server
    context.addIssue(server)
    return z.NEVER
  })

/** The parts of an SMTP URL, or what is wrong with it. */
function serverOf(text: string): MailServer | string {
  try {
    const { protocol, hostname, port, username, password, pathname, search, hash } = new URL(text)
    if (hostname === '') return 'has no host'
    if (!['', '/'].includes(pathname) || search !== '' || hash !== '') return 'must end after its host and port'
    return {
      host: hostname.replace(/^\[(.*)\]$/, '$1'),
      port: port === '' ? undefined : Number(port),
      secure: protocol === 'smtps:',
      auth: username === '' ? undefined : { user: decodeURIComponent(username), pass: decodeURIComponent(password) },
    }
  } catch {
    return 'is not a URL: percent-encode special characters in its password, such as / as %2F and # as %23'
  }
}

/** An environment variable with the sender of all mail, with or without a name. */
export const mailFrom = z.string().transform((text, context): Mailbox => {
  const [, name = '', named, bare] = MAILBOX.exec(text.trim()) ?? []
  const address = named ?? bare ?? ''
  if (isMailAddress(address) && !/\p{C}/u.test(name)) return { name: name.replace(/^"(.*)"$/, '$1'), address }
  context.addIssue('must be an e-mail address, such as Hourglass <hourglass@example.com>')
  return z.NEVER
})

/** @throws Error if mail would be sent to other machines from an address that nobody can answer */
export function assertSender(server: MailServer | undefined, from: Mailbox): void {
  if (server && !isLocalServer(server) && from.address === mailFrom.parse(MAIL_FROM_DEFAULT).address)
    throw new Error('MAIL_FROM is missing: mail that leaves this machine needs a sender')
}
