/**
 * A waiting room with many places: joins per second, the time of the draw, the size of a place, and what a waiting page costs a server
 * that sends it the live feed.
 *
 *   npx pnpm bench queue [places, 100000] [readers, 2000] [seconds, 30]
 */
import { setTimeout as delay } from 'node:timers/promises'
import { positionInQueue } from '@hourglass/core/catalog'
import type { SaleView } from '@hourglass/core/contract'
import { joinQueue, openMerchantSale, readPlace } from '@hourglass/core/operations'
import { startFleet } from '../../harness/fleet.ts'
import { cpuUs } from '../../harness/usage.ts'
import { openAudience } from '../scenarios/live.ts'
import { ok, startServers, timed } from './servers.ts'

const [places = 100_000, readers = 2_000, seconds = 30] = process.argv.slice(2).map(Number)
const AT_ONCE = 1_024
const READS = 20_000
const HOUR_MS = 3_600_000

const number = (value: number, digits = 0) => value.toLocaleString('en', { maximumFractionDigits: digits })
const line = (what: string, figure: string) => console.log(`${what.padEnd(46)} ${figure}`)

const harness = await startServers(2)
const { servers } = harness
const [server, other = server] = servers
const items = [{ stock: 100, price: 100 }]
const opened = (startsInMs: number) =>
  openMerchantSale(server, {
    name: 'Queued',
    door: 'queue',
    items,
    starts_at: new Date(Date.now() + startsInMs).toISOString(),
  })
const sale = ok(await opened(HOUR_MS))

const tickets: string[] = []
let repeated = 0
const joined = await timed(places, AT_ONCE, async (i) => {
  const input = { id: sale.id, user_id: `buyer ${i}` }
  for (;;) {
    const outcome = await joinQueue(i % 2 === 0 ? server : other, input)
    // A busy disk may not answer in time. Joining again is safe, and what a client does.
    if (!outcome.ok && outcome.code === 'unavailable') repeated++
    else return void tickets.push(ok(outcome).place.ticket)
  }
})
line(`${number(places)} joins at two servers`, `${number(places / joined)} per second, ${number(repeated)} repeated`)

const [size] = (await server.db.execute<{ bytes: string }>(`SELECT pg_total_relation_size('queue_places') AS bytes`))
  .rows
line('one place in PostgreSQL, with its indexes', `${number(Number(size?.bytes) / places)} bytes`)

await server.db.execute(`UPDATE sales SET starts_at = now() WHERE id = ${sale.id}`)
await server.sales.refresh(sale.id)
const began = performance.now()
await server.ledger.advanceQueues(1)
line(`the draw of ${number(places)} places`, `${number(performance.now() - began, 1)} ms`)
const queue = await server.ledger.readQueue(sale.id)
if (queue?.drawn !== places) throw new Error(`${queue?.drawn} of ${places} places were drawn`)

const key = '0'.repeat(64)
const computing = performance.now()
for (let seq = 1; seq <= 10_000; seq++) positionInQueue({ key, size: 1_000_000 }, seq)
line('one position among a million, in JavaScript', `${number((performance.now() - computing) / 10, 1)} µs`)

const cpuBefore = process.cpuUsage()
const reading = await timed(READS, AT_ONCE, async (i) => {
  const ticket = tickets[(i * 7_919) % tickets.length] ?? ''
  ok(await readPlace(server, { id: sale.id, ticket }))
})
const cpu = process.cpuUsage(cpuBefore)
line('tickets read, as pages without the feed do', `${number(READS / reading)} per second`)
line('… CPU of the server process', `${number((cpu.user + cpu.system) / READS)} µs each`)
await harness.stop()

const stores = await startServers(1)
const fleet = await startFleet({ ...stores.urls, redisKind: '' } as never, {
  servers: 1,
  connections: 4,
  items: 100,
  limit: 10,
  env: { LIVE_READERS_ADDRESS: '1000000', CONNECTIONS_ADDRESS: '1000000', QUEUE_PROOF: 'off' },
})
const [watcher] = fleet.servers
if (!watcher) throw new Error('no server')
const body = { name: 'Waiting', door: 'queue', items: Array.from({ length: 10_000 }, () => ({ stock: 1, price: 100 })) }
const watched = (await watcher.client.send<SaleView>('POST', '/v1/admin/sales', { body })).body
const audience = await openAudience(new URL(watcher.origin), `/v1/sales/${watched.id}/live`, readers)
await delay(5_000)
const [frames, cpuFrom] = [audience.frames(), cpuUs(watcher.pid) ?? 0]
let joins = 0
const until = performance.now() + seconds * 1_000
// Each join changes the waiting room, so that a frame is sent every second.
while (performance.now() < until) {
  await watcher.client.send('POST', `/v1/sales/${watched.id}/queue`, { body: { user_id: `waiting ${joins++}` } })
  await delay(200)
}
const spent = (cpuUs(watcher.pid) ?? 0) - cpuFrom
line(
  `${number(readers)} waiting pages, frames to each`,
  `${number((audience.frames() - frames) / readers / seconds, 2)} per second`,
)
line('… CPU per waiting page and minute', `${number(((spent / readers / seconds) * 60) / 1_000, 2)} ms`)
audience.close()
await fleet.stop()
await stores.stop()
