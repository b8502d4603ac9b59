import { troubleOf } from '../../data/problem'
import { checkWords, faultWords } from '../../words/fields'
import type { Sentences } from '../../words/sentences'

interface Problem {
  detail?: string
  errors?: { pointer: string; detail: string }[]
}

/** An error as an operator reads it: the fields to check, or the detail of this occurrence rather than the general sentence. */
export function refusalWords(error: unknown, sentences: Sentences): string {
  const trouble = troubleOf(error)
  if (trouble === 'connection_lost') return 'The API did not respond. Try again; nothing will be done twice.'
  const { errors = [], detail } = trouble.document as Problem
  return checkWords(errors.map(({ pointer }) => pointer)) ?? detail ?? sentences[trouble.code]
}

/** Validation errors by JSON Pointer, in sentences that name the field. */
export function faultsOf(error: unknown): Map<string, string> {
  const trouble = error ? troubleOf(error) : 'connection_lost'
  const errors = trouble === 'connection_lost' ? [] : ((trouble.document as Problem).errors ?? [])
  return new Map(errors.map(({ pointer, detail }) => [pointer, faultWords(pointer, detail)]))
}
