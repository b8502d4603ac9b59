import type { RedisClient } from '../redis.ts'
import type { GateSale } from './replies.ts'
import type { GatheredScript, Reply, ScriptArg, Scripts } from './scripts.ts'

/** Most calls per script run, because a script blocks Redis. */
const CALLS_MAX = 64

/** The key and arguments of one call in a batch. */
export interface Call {
  /** The key of this call, in addition to the sale's shared keys. */
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
 * Batches gate calls: collects the calls of one turn of the event loop and sends them at its end in one system call. Calls of one script
 * for one sale and epoch become one run of that script, because half the cost of a call is overhead. Each call gets its own reply, and
 * none waits for a timer.
 */
export function createCoalescer(
  redis: RedisClient,
  scripts: Scripts,
  observe: (sale: GateSale, reply: Reply) => Reply,
) {
  let groups = new Map<string, Group>()
  let single: (() => void)[] = []

  function flush(): void {
    const [sharing, alone] = [groups, single]
    if (sharing.size + alone.length === 0) return
    groups = new Map()
    single = []
    // The cluster client groups commands by node and pipelines them itself.
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
      for (const [i, call] of calls.entries()) call.resolve(observe(sale, replies[i] as Reply))
    } catch (error) {
      for (const call of calls) call.reject(error)
    }
  }

  const schedule = () => {
    if (groups.size + single.length === 0) setImmediate(flush)
  }

  return {
    /** Adds a call to a batched script. */
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
    /** Sends a single command, together with the other commands of the turn. */
    alone<Result>(command: () => Promise<Result>): Promise<Result> {
      schedule()
      return new Promise((resolve, reject) => single.push(() => command().then(resolve, reject)))
    },
    /** Sends everything that is pending, so that a command sent next runs after it. */
    flush,
  }
}
