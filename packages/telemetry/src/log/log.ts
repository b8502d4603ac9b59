import { format } from 'node:util'
import { type DestinationStream, type Logger, pino, stdTimeFunctions } from 'pino'
import { scrub } from './scrub.ts'

export interface LogOptions {
  /** Name of the process: `server`, `relay`. */
  name: string
  level: string
  /** Fields of the current request: `trace_id`, `request_id`. Must return a new object each time, since pino modifies it. */
  context?: () => object
  /** Human-readable lines instead of JSON. Default: when the output is a terminal. */
  readable?: boolean
  /** Default: standard output. */
  to?: DestinationStream
}

/** Creates the logger of a process: one JSON object per line, with secrets redacted. */
export async function createLog({
  name,
  level,
  context,
  readable = process.stdout.isTTY,
  to,
}: LogOptions): Promise<Logger> {
  const output = to ?? pino.destination({ dest: 1, sync: true })
  // The formatter is loaded only when it is needed.
  const stream = readable ? (await import('./sentences.ts')).inSentences(output) : output
  return pino(
    {
      level,
      base: { name, pid: process.pid },
      timestamp: stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      hooks: { streamWrite: scrub },
      ...(context && { mixin: context }),
    },
    stream,
  )
}

/** Sends what libraries print with `console.warn` and `console.error` to the log, so that every line of a process is one JSON object. */
export function logConsole(log: Logger): void {
  for (const level of ['warn', 'error'] as const)
    console[level] = (...args: unknown[]) => log[level]({ event: 'library' }, format(...args))
}
