import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { test } from 'node:test'
import { freePort, isFree, LOOPBACK } from './ports.ts'

/** Where Linux begins to take ports for outgoing connections, unless told otherwise (ip_local_port_range). */
const OUTGOING_FROM = 32_768

test('ports that are asked for at once differ, and none is one that an outgoing connection may have', async () => {
  const ports = await Promise.all(Array.from({ length: 50 }, freePort))
  assert.equal(new Set(ports).size, ports.length)
  assert.ok(Math.max(...ports) < OUTGOING_FROM)
})

test('a port that is listened on is passed over', async (t) => {
  const next = (await freePort()) + 1
  const server = createServer().listen(next, LOOPBACK)
  await once(server, 'listening')
  t.after(() => server.close())
  assert.equal(await isFree(next), false)
  assert.notEqual(await freePort(), next)
})
