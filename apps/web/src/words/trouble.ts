import { troubleOf, untilOf } from '../data/problem'
import { cartWords } from './cart'
import { heldByOtherWords } from './holding'
import type { Sentences } from './sentences'

const CONNECTION_LOST = 'Connection lost. Try again; you won’t be charged twice.'

/** What came instead of an answer, as the shopper reads it. */
export function troubleWords(error: unknown, sentences: Sentences): string {
  const trouble = troubleOf(error)
  if (trouble === 'connection_lost') return CONNECTION_LOST
  return trouble.code === 'item_held' ? heldByOtherWords(untilOf(trouble)) : sentences[trouble.code]
}

/** Why the cart did not change: what it refuses as invalid is more than it takes. */
export function cartTrouble(error: unknown, sentences: Sentences): string {
  const trouble = troubleOf(error)
  const full = trouble !== 'connection_lost' && trouble.code === 'invalid_request'
  return full ? cartWords.full : troubleWords(error, sentences)
}
