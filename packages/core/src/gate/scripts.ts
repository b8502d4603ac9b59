import { readFileSync } from 'node:fs'
import type { RedisClient } from '../redis.ts'

/** How many keys each script declares; Redis Cluster routes by them. Those that decide several calls are told it with each of them. */
export const keyCounts = {
  checkout: undefined,
  compare: 3,
  hold: 3,
  install: 12,
  keep: 8,
  limit: 1,
  load: 1,
  look: 2,
  overdue: 2,
  release: 8,
  settle: undefined,
  take: undefined,
} as const

type ScriptName = keyof typeof keyCounts
/** Scripts that decide one call or several. */
export type GatheredScript = 'checkout' | 'settle' | 'take'
export type ScriptArg = string | number | Buffer
/** Status first; a script that looks at binary state is asked for buffers. */
export type Reply = [status: string, seq: number, ...rest: unknown[]]
export type Scripts = Record<Exclude<ScriptName, GatheredScript>, (...keysAndArgs: ScriptArg[]) => Promise<Reply>> & {
  [script in GatheredScript]: (keyCount: number, ...keysAndArgs: ScriptArg[]) => Promise<Reply[]>
} & {
  lookBuffer: (...keysAndArgs: ScriptArg[]) => Promise<[Buffer, ...unknown[]]>
  compareBuffer: (...keysAndArgs: ScriptArg[]) => Promise<[Buffer, ...unknown[]]>
}

const read = (name: string): string => readFileSync(new URL(`./${name}.lua`, import.meta.url), 'utf8')

const RECORD = read('record')

const texts = Object.keys(keyCounts).map((name) => {
  const text = read(name)
  return [name as ScriptName, /^-- USES {2}record\.lua$/m.test(text) ? RECORD + text : text] as const
})

/** Gives the connection one method a script, called by its hash (EVALSHA, with EVAL when Redis has forgotten it). */
export function defineScripts(redis: RedisClient): Scripts {
  const scripts: Record<string, unknown> = {}
  for (const [name, lua] of texts) {
    const command = `gate_${name}`
    const numberOfKeys = keyCounts[name]
    redis.defineCommand(command, { lua, ...(numberOfKeys !== undefined && { numberOfKeys }) })
    for (const suffix of ['', 'Buffer']) {
      const method: unknown = Reflect.get(redis, command + suffix)
      if (typeof method === 'function') scripts[name + suffix] = method.bind(redis)
    }
  }
  return scripts as Scripts
}
