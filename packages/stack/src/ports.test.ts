import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { test } from 'node:test'
import { freePort, isFree, LOOPBACK } from './ports.ts'

/** Start of Linux's default port range for outgoing connections (ip_local_port_range). */
const OUTGOING_FROM = 32_768

test('concurrently requested ports differ and are outside the range of outgoing connections', async () => {
  const ports = await Promise.all(Array.from({ length: 50 }, freePort))
  assert.equal(new Set(ports).size, ports.length)
  assert.ok(Math.max(...ports) < OUTGOING_FROM)
})

test('a port in use is skipped', async (t) => {
  const next = (await freePort()) + 1
  const server = createServer().listen(next, LOOPBACK)
  await once(server, 'listening')
  t.after(() => server.close())
  assert.equal(await isFree(next), false)
  assert.notEqual(await freePort(), next)
})
