import { readFileSync } from 'node:fs'
import type { RedisClient } from '../redis.ts'

/** Number of keys of each script, which Redis Cluster routes by. Scripts that take several calls get it per invocation. */
export const keyCounts = {
  checkout: undefined,
  compare: 3,
  hold: 3,
  install: 12,
  keep: 8,
  limit: 1,
  load: 1,
  order: 4,
  read: 2,
  overdue: 2,
  release: 8,
  settle: undefined,
  take: undefined,
  watch: 1,
} as const

type ScriptName = keyof typeof keyCounts
/** Scripts that take one or more calls. */
export type GatheredScript = 'checkout' | 'settle' | 'take'
export type ScriptArg = string | number | Buffer
/** The status comes first. Scripts that return binary state are called for buffers. */
export type Reply = [status: string, seq: number, ...rest: unknown[]]
export type Scripts = Record<Exclude<ScriptName, GatheredScript>, (...keysAndArgs: ScriptArg[]) => Promise<Reply>> & {
  [script in GatheredScript]: (keyCount: number, ...keysAndArgs: ScriptArg[]) => Promise<Reply[]>
} & {
  readBuffer: (...keysAndArgs: ScriptArg[]) => Promise<[Buffer, ...unknown[]]>
  compareBuffer: (...keysAndArgs: ScriptArg[]) => Promise<[Buffer, ...unknown[]]>
}

const readScript = (name: string): string => readFileSync(new URL(`./${name}.lua`, import.meta.url), 'utf8')

const RECORD = readScript('record')

const texts = Object.keys(keyCounts).map((name) => {
  const text = readScript(name)
  return [name as ScriptName, /^-- USES {2}record\.lua$/m.test(text) ? RECORD + text : text] as const
})

/** Defines one method per script on the connection. It sends EVALSHA, and EVAL if Redis does not have the script. */
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
