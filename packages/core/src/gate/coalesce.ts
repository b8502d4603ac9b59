import type { RedisClient } from '../redis.ts'
import type { GateSale } from './replies.ts'
import type { GatheredScript, Reply, ScriptArg, Scripts } from './scripts.ts'

/** Calls of one script at most: Redis does nothing else while it runs. */
const CALLS_MAX = 64

/** What is one call's own in a script that decides several. */
export interface Call {
  /** The key beside those that all calls of the sale name. */
  key: string
  args: readonly ScriptArg[]
}

interface Group {
  script: GatheredScript
  sale: GateSale
  keys: readonly string[]
  calls: (Call & { resolve(reply: Reply): void; reject(error: unknown): void })[]
}

/**
 * Collects what one turn of the event loop asks of the gate and sends it at the turn's end, in one system call. Calls of one script for
 * one sale under one epoch become one call of that script: half of what a call costs is what goes around it. Each call gets its own reply;
 * none waits for a timer.
 */
export function createCoalescer(redis: RedisClient, scripts: Scripts, hear: (sale: GateSale, reply: Reply) => Reply) {
  let groups = new Map<string, Group>()
  let single: (() => void)[] = []

  function flush(): void {
    const [sharing, alone] = [groups, single]
    if (sharing.size + alone.length === 0) return
    groups = new Map()
    single = []
    // A cluster's client sorts commands by their nodes and pipelines them by itself.
    const stream = 'stream' in redis ? redis.stream : undefined
    stream?.cork()
    try {
      for (const send of alone) send()
      for (const group of sharing.values()) {
        for (let at = 0; at < group.calls.length; at += CALLS_MAX)
          void send({ ...group, calls: group.calls.slice(at, at + CALLS_MAX) })
      }
    } finally {
      stream?.uncork()
    }
  }

  async function send({ script, sale, keys, calls }: Group): Promise<void> {
    try {
      const named = [...keys, ...calls.map((call) => call.key)]
      const replies = await scripts[script](named.length, ...named, sale.epoch, ...calls.flatMap((call) => call.args))
      for (const [i, call] of calls.entries()) call.resolve(hear(sale, replies[i] as Reply))
    } catch (error) {
      for (const call of calls) call.reject(error)
    }
  }

  const schedule = () => {
    if (groups.size + single.length === 0) setImmediate(flush)
  }

  return {
    /** One call of a script that decides several. */
    share(script: GatheredScript, sale: GateSale, keys: readonly string[], call: Call): Promise<Reply> {
      schedule()
      const name = `${script} ${sale.id} ${sale.epoch}`
      let group = groups.get(name)
      if (!group) {
        group = { script, sale: { id: sale.id, epoch: sale.epoch }, keys, calls: [] }
        groups.set(name, group)
      }
      const { calls } = group
      return new Promise((resolve, reject) => calls.push({ ...call, resolve, reject }))
    },
    /** A command that goes by itself, with the others of the turn. */
    alone<Result>(command: () => Promise<Result>): Promise<Result> {
      schedule()
      return new Promise((resolve, reject) => single.push(() => command().then(resolve, reject)))
    },
    /** Sends what this turn has asked for so far: a command that is sent next is answered after it. */
    flush,
  }
}
