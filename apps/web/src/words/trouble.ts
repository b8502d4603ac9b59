import { detailOf, troubleOf, untilOf } from '../data/problem'
import { cartWords } from './cart.ts'
import { heldByOtherWords } from './holding.ts'
import type { Sentences } from './sentences.ts'

const CONNECTION_LOST = 'Connection lost. Try again; you won’t be charged twice.'

/** An error as the shopper reads it. */
export function troubleWords(error: unknown, sentences: Sentences): string {
  const trouble = troubleOf(error)
  if (trouble === 'connection_lost') return CONNECTION_LOST
  if (trouble.code === 'sign_in_required') return detailOf(trouble) ?? sentences.sign_in_required
  return trouble.code === 'item_held' ? heldByOtherWords(untilOf(trouble)) : sentences[trouble.code]
}

/** Why a cart did not change: for a cart, `invalid_request` means that it is full. */
export function cartTrouble(error: unknown, sentences: Sentences): string {
  const trouble = troubleOf(error)
  const full = trouble !== 'connection_lost' && trouble.code === 'invalid_request'
  return full ? cartWords.full : troubleWords(error, sentences)
}
