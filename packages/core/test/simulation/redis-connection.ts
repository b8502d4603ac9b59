import type { Redis } from 'ioredis'
import { type Call, type Lane, Lost } from './scheduler.ts'
import type { Stores } from './server.ts'

/** A server's connection to Redis. Calls and replies stay in order until it breaks. */
export interface RedisConnection {
  /** The client for the gate. */
  redis: Redis
  readonly up: boolean
  /** Fails all pending calls. Those that were sent may have arrived. */
  cut(): Promise<void>
  restore(): Promise<void>
}

/** The real scripts on a real Redis, each called when the scheduler decides. */
export function scheduledRedis({ redis: real, keys, scheduler }: Stores, server: Call['server']): RedisConnection {
  let lane: Lane = { calls: [] }
  const listeners: Record<string, (() => unknown)[]> = {}
  const ask = (what: () => string, happen: () => unknown) => scheduler.ask({ what, server, lane, happen })
  const client = {
    status: 'ready',
    on(event: string, listener: () => unknown) {
      listeners[event] = [...(listeners[event] ?? []), listener]
    },
    defineCommand(name: string, { numberOfKeys }: { numberOfKeys?: number }) {
      for (const method of [name, `${name}Buffer`]) {
        const run = Reflect.get(real, method).bind(real)
        Reflect.set(client, method, (...args: string[]) => {
          // Like the Redis client: the number of keys is the first argument, unless it is fixed.
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
    redis: client as unknown as Redis,
    get up() {
      return client.status === 'ready'
    },
    async cut() {
      client.status = 'end'
      const calls = [...lane.calls]
      lane = { calls: [] }
      for (const listener of listeners.close ?? []) listener()
      await scheduler.abandon(calls)
      for (const call of calls) call.reject(new Lost('the connection was cut'))
    },
    async restore() {
      client.status = 'ready'
      for (const listener of listeners.ready ?? []) await listener()
    },
  }
}
