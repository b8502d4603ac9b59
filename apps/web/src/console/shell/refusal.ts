import { troubleOf } from '../../data/problem'
import type { Sentences } from '../../words/sentences'

interface Problem {
  detail?: string
  errors?: { pointer: string; detail: string }[]
}

/** An error as an operator reads it: the detail of this occurrence rather than the general sentence. */
export function refusalWords(error: unknown, sentences: Sentences): string {
  const trouble = troubleOf(error)
  if (trouble === 'connection_lost') return 'The API did not respond. Try again; nothing will be done twice.'
  return (trouble.document as Problem).detail ?? sentences[trouble.code]
}

/** Validation errors by JSON Pointer. */
export function faultsOf(error: unknown): Map<string, string> {
  const trouble = error ? troubleOf(error) : 'connection_lost'
  const errors = trouble === 'connection_lost' ? [] : ((trouble.document as Problem).errors ?? [])
  return new Map(errors.map(({ pointer, detail }) => [pointer, detail]))
}
