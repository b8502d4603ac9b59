import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Redis } from 'ioredis'
import { commandPath } from './command-path.ts'
import { scratchFolder } from './fixtures/program.ts'
import { freePort } from './ports.ts'
import { connectedRedis } from './redis/client.ts'
import { startRedis } from './redis/server.ts'
import { startSupervisor } from './supervisor/supervisor.ts'

const PINGS = 200
/** One fifth of the timer interval that a round trip takes if the event loop is not driven. */
const ROUND_TRIP_MS_MAX = 20
const PIPELINED = 20_000

async function withRedis(kind: 'native' | 'wasm', work: (redis: Redis) => Promise<void>): Promise<void> {
  const supervisor = await startSupervisor()
  try {
    const server = await startRedis(supervisor, kind, scratchFolder(), await freePort())
    assert.ok(server)
    assert.equal(server.kind, kind)
    await connectedRedis(server.url, work)
  } finally {
    await supervisor.stop()
  }
}

for (const kind of ['native', 'wasm'] as const) {
  const absent = kind === 'native' && commandPath('valkey-server', 'redis-server') === undefined
  describe(`${kind} Redis`, { skip: absent && 'no valkey-server or redis-server on PATH' }, () => {
    test('supports every command that the gate uses', () =>
      withRedis(kind, async (redis) => {
        const sha = String(
          await redis.script('LOAD', "redis.call('SET', KEYS[1], ARGV[1], 'PX', 60000) return redis.call('TIME')"),
        )
        const time = (await redis.evalsha(sha, 1, 'key', 'value')) as string[]
        assert.ok(Math.abs(Number(time[0]) - Date.now() / 1000) < 60)
        assert.equal(await redis.get('key'), 'value')
        assert.ok((await redis.pttl('key')) > 50_000)
        assert.deepEqual(await redis.call('BITFIELD', 'bits', 'SET', 'u1', '#9', '1', 'GET', 'u1', '#9'), [0, 1])
        await redis.xadd('stream', '1-1', 'field', 'value')
        assert.deepEqual(await redis.xrange('stream', '-', '+'), [['1-1', ['field', 'value']]])
        await redis.select(1)
        assert.equal(await redis.get('key'), null)
        await redis.select(0)
        await redis.set('short', 'lived', 'PX', 1)
        while ((await redis.get('short')) !== null);
      }))

    test('answers immediately, not at the next timer tick', () =>
      withRedis(kind, async (redis) => {
        const took: number[] = []
        for (let sent = 0; sent < PINGS; sent += 1) {
          const startedAt = performance.now()
          await redis.ping()
          took.push(performance.now() - startedAt)
        }
        // A timer would delay every request; load delays only some.
        const [, fast = Number.POSITIVE_INFINITY] = took.sort((a, b) => a - b)
        assert.ok(fast < ROUND_TRIP_MS_MAX, `${fast} ms`)
      }))

    test('completes long pipelines and blocking commands', () =>
      withRedis(kind, async (redis) => {
        const pipeline = redis.pipeline()
        for (let sent = 1; sent <= PIPELINED; sent += 1) pipeline.incr('count')
        assert.deepEqual((await pipeline.exec())?.at(-1), [null, PIPELINED])
        const other = redis.duplicate({ lazyConnect: false })
        const waiting = other.blpop('list', 0)
        await redis.rpush('list', 'item')
        assert.deepEqual(await waiting, ['list', 'item'])
        other.disconnect()
      }))

    test('holds back writes while clients are paused, and resumes afterwards', () =>
      withRedis(kind, async (redis) => {
        const startedAt = performance.now()
        await redis.call('CLIENT', 'PAUSE', '1000', 'WRITE')
        await redis.set('key', 'value')
        assert.ok(performance.now() - startedAt > 900)
      }))
  })
}

test('a start on a port in use fails, even though another server answers there', () =>
  withRedis('wasm', async (redis) => {
    const supervisor = await startSupervisor()
    const servers = await Promise.all(
      (['auto', 'wasm'] as const).map((kind) => startRedis(supervisor, kind, scratchFolder(), redis.options.port ?? 0)),
    )
    await supervisor.stop()
    assert.deepEqual(servers, [undefined, undefined])
  }))
