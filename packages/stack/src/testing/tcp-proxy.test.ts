import assert from 'node:assert/strict'
import { once } from 'node:events'
import net from 'node:net'
import { test } from 'node:test'
import { startTcpProxy } from './tcp-proxy.ts'

test('what is late stays ahead of what is sent once the line is whole again', async () => {
  let heard = ''
  const store = net.createServer((socket) => {
    socket.setEncoding('utf8').on('data', (text: string) => {
      heard += text
      if (heard.length === 6) socket.end()
    })
  })
  store.listen(0, '127.0.0.1')
  await once(store, 'listening')
  const line = await startTcpProxy((store.address() as net.AddressInfo).port)
  try {
    const client = net.connect(line.port, '127.0.0.1').resume()
    client.setNoDelay()
    await once(client, 'connect')
    line.delay(100)
    client.write('abc')
    // A round trip of another line: what was written has reached the first.
    await once(
      net.connect(line.port, '127.0.0.1', () => undefined),
      'connect',
    )
    line.heal()
    client.write('def')
    await once(client, 'close')
    assert.equal(heard, 'abcdef')
  } finally {
    await line.close()
    store.close()
  }
})
