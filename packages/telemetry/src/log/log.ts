import { type DestinationStream, type Logger, pino, stdTimeFunctions } from 'pino'
import { scrub } from './scrub.ts'

export interface LogOptions {
  /** Which program: `server`, `relay`. */
  name: string
  level: string
  /** Fields of whatever is under way where a line is written: `trace_id`, `request_id`. A new object each time: it becomes the line. */
  context?: () => object
  /** Lines for people in place of JSON; left out: when the output is a terminal. */
  readable?: boolean
  /** Left out: the standard output. */
  to?: DestinationStream
}

/** The log of a process: a JSON object a line, without secrets. */
export async function createLog({
  name,
  level,
  context,
  readable = process.stdout.isTTY,
  to,
}: LogOptions): Promise<Logger> {
  const output = to ?? pino.destination({ dest: 1, sync: true })
  // Loaded for people only.
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
