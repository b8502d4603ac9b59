import { type RedisClient, sendTogether } from '../redis.ts'
import type { GateSale } from './replies.ts'
import type { GatheredScript, Reply, ScriptArg, Scripts } from './scripts.ts'

/** Calls of one script at most: Redis does nothing else meanwhile. */
const CALLS_MAX = 64

/** What is one call's own in a script that decides several. */
export interface GatheredCall {
  /** The key beside those that all calls of the sale name. */
  key: string
  args: readonly ScriptArg[]
}

interface Group {
  script: GatheredScript
  sale: GateSale
  keys: readonly string[]
  calls: (GatheredCall & { resolve(reply: Reply): void; reject(error: unknown): void })[]
}

/**
 * Gathers calls of one script that are made in one turn of the event loop for one sale under one epoch, and sends them as one: half of
 * what a call costs is what goes around it. Each hears its own reply; none waits for a timer.
 */
export function createGather(redis: RedisClient, scripts: Scripts, hear: (sale: GateSale, reply: Reply) => Reply) {
  let groups = new Map<string, Group>()

  function flush(): void {
    const gathered = groups
    if (gathered.size === 0) return
    groups = new Map()
    sendTogether(redis, () => {
      for (const group of gathered.values()) {
        for (let at = 0; at < group.calls.length; at += CALLS_MAX)
          void send({ ...group, calls: group.calls.slice(at, at + CALLS_MAX) })
      }
    })
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

  return {
    call(script: GatheredScript, sale: GateSale, keys: readonly string[], call: GatheredCall): Promise<Reply> {
      if (groups.size === 0) setImmediate(flush)
      const name = `${script} ${sale.id} ${sale.epoch}`
      let group = groups.get(name)
      if (!group) {
        group = { script, sale: { id: sale.id, epoch: sale.epoch }, keys, calls: [] }
        groups.set(name, group)
      }
      const { calls } = group
      return new Promise((resolve, reject) => calls.push({ ...call, resolve, reject }))
    },
    /** Sends at once what has been gathered so far. */
    flush,
  }
}
