import { countWords } from '../words/count'
import type { Sentences } from '../words/sentences'
import { boughtWords, readyWords } from './several'
import type { Stage } from './stage'

const LINE_LOST = {
  check_out: 'We lost the line. Nothing was bought.',
  purchase: 'We still have no line. Nothing is bought twice; ask again when you are back.',
}

const PASSING = {
  line_lost: 'We lost the line. Nothing is bought twice; we are looking.',
  busy: 'Very many are asking at once. Nothing is bought twice; we ask again for you.',
}

interface Known {
  /** Units of the sale that can still be had, 0 when that is not known. */
  left: number
  /** The item is this shopper's already. */
  mine: boolean
}

/** The stage in a sentence. */
export function spoken(stage: Stage, sentences: Sentences, { left, mine }: Known): string {
  switch (stage.name) {
    case 'checking_out':
      return stage.trouble ? PASSING[stage.trouble.is] : 'One moment.'
    case 'ready':
      return readyWords(stage.checkout)
    case 'buying':
      return stage.trouble ? PASSING[stage.trouble.is] : 'Asking for it.'
    case 'bought':
      return boughtWords(stage.checkout, stage.receipt)
    case 'refused':
      if (stage.code === 'line_lost') return LINE_LOST[stage.during]
      if (stage.code === 'sold_out' && mine) return 'It’s already yours. You bought it in another tab.'
      if (stage.code !== 'sold_out' || left === 0) return sentences[stage.code]
      return `${sentences.sold_out} ${countWords(left)} ${left === 1 ? 'is' : 'are'} left.`
  }
}
