import { troubleOf, untilOf } from '../data/problem'
import { heldByOtherWords } from './holding'
import type { Sentences } from './sentences'

const CONNECTION_LOST = 'Connection lost. Try again; you won’t be charged twice.'

/** What came instead of an answer, as the shopper reads it. */
export function troubleWords(error: unknown, sentences: Sentences): string {
  const trouble = troubleOf(error)
  if (trouble === 'connection_lost') return CONNECTION_LOST
  return trouble.code === 'item_held' ? heldByOtherWords(untilOf(trouble)) : sentences[trouble.code]
}
