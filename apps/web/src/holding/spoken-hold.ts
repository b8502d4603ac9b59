import { holdingWords, holdWords } from '../words/holding'
import type { Sentences } from '../words/sentences'
import { troubleWords } from '../words/trouble'
import type { Holding } from './use-holding'

/** How a hold stands, in a sentence. */
export function spokenHold({ hold, timeIsUp, confirming, givingBack }: Holding, sentences: Sentences): string {
  if (hold.status !== 'ACTIVE') return holdWords[hold.status]
  if (confirming.isPending) return confirming.failureCount > 0 ? holdingWords.lineLost : holdingWords.confirming
  if (givingBack.isPending) return givingBack.failureCount > 0 ? holdingWords.lineLost : holdingWords.givingBack
  const error = confirming.error ?? givingBack.error
  if (error) return troubleWords(error, sentences)
  return timeIsUp ? holdingWords.timeIsUp : holdWords.ACTIVE
}
