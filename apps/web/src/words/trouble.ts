import { troubleOf } from '../data/problem'
import type { Sentences } from './sentences'

const LINE_LOST = 'We lost the line. Nothing is bought twice; try again.'

/** What came instead of an answer, as the shopper reads it. */
export function troubleWords(error: unknown, sentences: Sentences): string {
  const trouble = troubleOf(error)
  return trouble === 'line_lost' ? LINE_LOST : sentences[trouble.code]
}
