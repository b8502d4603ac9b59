import type { DestinationStream } from 'pino'
import { prettyFactory } from 'pino-pretty'

/** Makes a line of the log, without its end, a sentence for people. What is no line of a log stays as it is. */
export function createSentences(): (line: string) => string {
  const sentenceOf = prettyFactory({ ignore: 'pid,name', translateTime: 'SYS:HH:MM:ss', singleLine: true })
  return (line) => (sentenceOf(line) ?? line).trimEnd()
}

export function inSentences(output: DestinationStream): DestinationStream {
  const sentenceOf = createSentences()
  return { write: (line) => output.write(`${sentenceOf(line)}\n`) }
}
