import type { DestinationStream } from 'pino'
import { prettyFactory } from 'pino-pretty'

/** Formats a JSON log line for people. Other lines stay as they are. */
export function createSentences(): (line: string) => string {
  const sentenceOf = prettyFactory({ ignore: 'pid,name', translateTime: 'SYS:HH:MM:ss', singleLine: true })
  return (line) => (sentenceOf(line) ?? line).trimEnd()
}

export function inSentences(output: DestinationStream): DestinationStream {
  const sentenceOf = createSentences()
  return { write: (line) => output.write(`${sentenceOf(line)}\n`) }
}
