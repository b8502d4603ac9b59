import { StackError } from '@hourglass/stack'

export interface Settings {
  host: string
  port: number
  webPort: number
  dataDir: string
  databaseUrl: string | undefined
  redisUrl: string | undefined
}

/** Reads the variables of `npm start`. The server reads and validates the rest. @throws StackError */
export function readSettings(env: NodeJS.ProcessEnv): Settings {
  return {
    host: env.HOST || '127.0.0.1',
    port: port('PORT', env.PORT, 8080),
    webPort: port('WEB_PORT', env.WEB_PORT, 3000),
    dataDir: env.HOURGLASS_DATA || '.data',
    databaseUrl: env.DATABASE_URL || undefined,
    redisUrl: env.REDIS_URL || undefined,
  }
}

function port(name: string, text: string | undefined, otherwise: number): number {
  if (!text) return otherwise
  const number = Number(text)
  if (Number.isInteger(number) && number > 0 && number < 65_536) return number
  throw new StackError(`${name} is "${text}" but must be a port number between 1 and 65535.`)
}
