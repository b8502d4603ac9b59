import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { type MailServer, mailFrom } from '@hourglass/core/mail-settings'
import { SMTPServer } from 'smtp-server'
import type { SmtpSettings } from '../src/mail/smtp.ts'

export interface ReceivedMail {
  from: string
  to: string[]
  /** Header fields, unfolded, by lower-case name. */
  headers: Map<string, string>
  raw: string
}

/** Called with each mail before it is accepted. The server refuses it with the reply code that this returns, if any. */
export type Decide = (mail: ReceivedMail) => number | undefined | Promise<number | undefined>

export type MailServerOptions = Partial<Pick<MailServer, 'host' | 'auth'>>

/** Settings of a relay for a server on this machine. */
export const smtpTo = (port: number, { host = '127.0.0.1', auth }: MailServerOptions = {}): SmtpSettings => ({
  server: { host, port, secure: false, auth },
  from: mailFrom.parse('Hourglass <shop@example.org>'),
})

/** A real SMTP server that records what it receives. It does not support TLS and accepts one password: `right`. */
export async function startMailServer(decide: Decide = () => undefined) {
  const received: ReceivedMail[] = []
  let deciding = decide
  let logins = 0
  let port = 0

  async function accept(stream: AsyncIterable<Buffer>, envelope: { from: string; to: string[] }): Promise<void> {
    const parts: Buffer[] = []
    for await (const part of stream) parts.push(part)
    const raw = Buffer.concat(parts).toString()
    const mail = { ...envelope, headers: headersOf(raw), raw }
    const code = await deciding(mail)
    if (code) throw Object.assign(new Error(`5.1.1 <${envelope.to}> is not welcome`), { responseCode: code })
    received.push(mail)
  }

  function create(): SMTPServer {
    const server = new SMTPServer({
      authOptional: true,
      allowInsecureAuth: true,
      hideSTARTTLS: true,
      disableReverseLookup: true,
      onAuth({ password }, _session, callback) {
        logins++
        callback(password === 'right' ? null : new Error('wrong password'), { user: 'shop' })
      },
      onData(stream, { envelope }, callback) {
        const from = envelope.mailFrom ? envelope.mailFrom.address : ''
        accept(stream, { from, to: envelope.rcptTo.map(({ address }) => address) }).then(() => callback(), callback)
      },
    })
    // A client may disconnect at any time.
    server.on('error', () => {})
    return server
  }
  let server = create()

  async function listen(): Promise<void> {
    server = create()
    await once(server.listen(port, '127.0.0.1'), 'listening')
    port = (server.server.address() as AddressInfo).port
  }
  await listen()

  return {
    get port() {
      return port
    },
    received,
    /** Recipients in order of arrival. */
    recipients: () => received.flatMap(({ to }) => to),
    logins: () => logins,
    decide(next: Decide) {
      deciding = next
    },
    /** Refuses connections until `start`, and closes open ones. */
    async stop() {
      const closed = new Promise<void>((resolve) => server.close(resolve))
      for (const connection of server.connections) connection.close()
      await closed
    },
    start: listen,
  }
}

export type TestMailServer = Awaited<ReturnType<typeof startMailServer>>

function headersOf(raw: string): Map<string, string> {
  const head = raw.slice(0, raw.indexOf('\r\n\r\n')).replace(/\r\n[ \t]+/g, ' ')
  return new Map(
    head
      .split('\r\n')
      .map((line) => [line.slice(0, line.indexOf(':')).toLowerCase(), line.slice(line.indexOf(':') + 2)]),
  )
}
