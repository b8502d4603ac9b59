import assert from 'node:assert/strict'
import { once } from 'node:events'
import net from 'node:net'
import { test } from 'node:test'
import { startTcpProxy } from './tcp-proxy.ts'

test('delayed bytes arrive before bytes that are sent after the delay was removed', async () => {
  let received = ''
  const store = net.createServer((socket) => {
    socket.setEncoding('utf8').on('data', (text: string) => {
      received += text
      if (received.length === 6) socket.end()
    })
  })
  store.listen(0, '127.0.0.1')
  await once(store, 'listening')
  const proxy = await startTcpProxy((store.address() as net.AddressInfo).port)
  try {
    const client = net.connect(proxy.port, '127.0.0.1').resume()
    client.setNoDelay()
    await once(client, 'connect')
    proxy.delay(100)
    client.write('abc')
    // A round trip on another connection: by now the proxy has received the bytes.
    await once(
      net.connect(proxy.port, '127.0.0.1', () => undefined),
      'connect',
    )
    proxy.heal()
    client.write('def')
    await once(client, 'close')
    assert.equal(received, 'abcdef')
  } finally {
    await proxy.close()
    store.close()
  }
})
