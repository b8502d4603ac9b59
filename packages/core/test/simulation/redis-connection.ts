import type { Redis } from 'ioredis'
import { type Call, type Lane, Lost } from './scheduler.ts'
import type { Stores } from './server.ts'

/** A server's connection to Redis: its calls and answers keep their order, until it breaks. */
export interface RedisConnection {
  /** What the gate takes for its connection. */
  redis: Redis
  readonly up: boolean
  /** Whoever waits on it hears that it broke; what was sent may have arrived. */
  cut(): Promise<void>
  restore(): Promise<void>
}

/** The real scripts on the real Redis, each called when the scheduler says so. */
export function scheduledRedis({ redis: real, keys, scheduler }: Stores, server: Call['server']): RedisConnection {
  let lane: Lane = { calls: [] }
  const heard: Record<string, (() => unknown)[]> = {}
  const ask = (what: () => string, happen: () => unknown) => scheduler.ask({ what, server, lane, happen })
  const line = {
    status: 'ready',
    on(event: string, hear: () => unknown) {
      heard[event] = [...(heard[event] ?? []), hear]
    },
    defineCommand(name: string, { numberOfKeys }: { numberOfKeys?: number }) {
      for (const method of [name, `${name}Buffer`]) {
        const run = Reflect.get(real, method).bind(real)
        Reflect.set(line, method, (...args: string[]) => {
          // As a client of Redis has it: how many keys there are is said at first, unless it is known.
          const [from, to] = numberOfKeys === undefined ? [1, 1 + Number(args[0])] : [0, numberOfKeys]
          for (const key of args.slice(from, to)) keys.add(key)
          return ask(
            () => `${name} ${args.slice(to).join(' ')}`,
            () => run(...args),
          )
        })
      }
    },
    ping: async () => 'PONG',
    unlink: (...names: string[]) =>
      ask(
        () => 'unlink',
        () => real.unlink(...names),
      ),
    hscan: (name: string, cursor: string) =>
      ask(
        () => 'hscan',
        () => real.hscan(name, cursor),
      ),
  }
  return {
    redis: line as unknown as Redis,
    get up() {
      return line.status === 'ready'
    },
    async cut() {
      line.status = 'end'
      const calls = [...lane.calls]
      lane = { calls: [] }
      for (const hear of heard.close ?? []) hear()
      await scheduler.abandon(calls)
      for (const call of calls) call.reject(new Lost('the line was cut'))
    },
    async restore() {
      line.status = 'ready'
      for (const hear of heard.ready ?? []) await hear()
    },
  }
}
