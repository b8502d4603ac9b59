import { troubleOf } from '../data/problem'
import { cartWords } from '../words/cart'
import type { Sentences } from '../words/sentences'
import { troubleWords } from '../words/trouble'

/** Why the cart did not change: what it refuses as invalid is more than it takes. */
export function cartTrouble(error: unknown, sentences: Sentences): string {
  const trouble = troubleOf(error)
  const full = trouble !== 'connection_lost' && trouble.code === 'invalid_request'
  return full ? cartWords.full : troubleWords(error, sentences)
}
