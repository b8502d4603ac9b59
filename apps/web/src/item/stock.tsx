'use client'

import type { Offer } from '../buying/offer'
import { stockWords } from '../words/sale'
import { useLocale } from '../words/use-locale'

/** How many units an item has in total, and how many of them one buyer may have. */
export function Stock({ offer }: { offer: Offer }) {
  useLocale()
  return stockWords(offer)
}
