/** A real SMTP server on loopback that appends every mail to a file, one JSON object a line. */
import { once } from 'node:events'
import { appendFileSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { SMTPServer } from 'smtp-server'

/** A line of the file. */
export interface FiledMail {
  to: string[]
  /** The mail as it was sent, with its header. */
  raw: string
}

export async function startMailFile(file: string): Promise<{ url: string; close(): void }> {
  const server = new SMTPServer({
    authOptional: true,
    hideSTARTTLS: true,
    disableReverseLookup: true,
    onData(stream, { envelope: { rcptTo } }, callback) {
      text(stream).then((raw) => {
        const mail: FiledMail = { to: rcptTo.map(({ address }) => address), raw }
        appendFileSync(file, `${JSON.stringify(mail)}\n`)
        callback()
      }, callback)
    },
  })
  // A client may disconnect at any time.
  server.on('error', () => {})
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const { port } = server.server.address() as AddressInfo
  return { url: `smtp://127.0.0.1:${port}`, close: () => server.close() }
}
