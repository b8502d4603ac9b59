/**
 * Benchmark: events per second to one endpoint that answers in 50 ms. `node bench/rate.ts [--events=10000] [--delay=50] [--kill]`.
 * With --kill the relay is killed halfway and restarted; then the result is that no event is missing.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { createRelayStage } from '../test/stage.ts'
import { startEndpoint } from './endpoint.ts'

const { values } = parseArgs({
  options: {
    events: { type: 'string', default: '10000' },
    delay: { type: 'string', default: '50' },
    kill: { type: 'boolean', default: false },
  },
})
const events = Number(values.events)
const POLL_MS = 50
const KILL_AT = 0.4

const stage = await createRelayStage()
const endpoint = await startEndpoint(Number(values.delay))

function startRelay(): ChildProcess {
  const { databaseUrl, redisUrl } = stage.stores
  return spawn(process.execPath, ['src/main.ts'], {
    cwd: join(import.meta.dirname, '..'),
    env: {
      ...process.env,
      DATABASE_URL: databaseUrl,
      REDIS_URL: redisUrl,
      WEBHOOK_PRIVATE_ADDRESSES: 'allow',
      LOG_LEVEL: 'warn',
    },
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  })
}

const { id } = await stage.webhook(endpoint.url)
for (let at = 0; at < events; at += 1_000) await stage.emitMany(Math.min(1_000, events - at), 1)
let relay = startRelay()
while (endpoint.distinct() === 0) await delay(POLL_MS)
const began = performance.now()
const first = endpoint.distinct()
let killed = false
while (endpoint.distinct() < events) {
  await delay(POLL_MS)
  if (values.kill && !killed && endpoint.distinct() > events * KILL_AT) {
    killed = true
    relay.kill('SIGKILL')
    relay = startRelay()
  }
}
const seconds = (performance.now() - began) / 1_000
const log = await stage.deliveries(id)
console.log(
  `${events} events, ${values.delay} ms per answer: ${Math.round((events - first) / seconds)} per second, ` +
    `${events - endpoint.distinct()} missing, ${endpoint.total() - events} sent twice, ${log.length} in the log`,
)
relay.kill('SIGTERM')
endpoint.stop()
await stage.stop()
