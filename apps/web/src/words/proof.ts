import type { AuditView } from '@hourglass/core/contract'
import { countWords } from './count.ts'

/** The guarantees in sentences, with the totals that prove them. */
export function promiseWords({ units, order_lines, most_per_buyer, buyer_limit }: AuditView) {
  return {
    exact: `Nothing was sold twice: ${countWords(units.sold)} units are counted as sold, and the list of sold units has ${countWords(order_lines)} rows, one per unit.`,
    fair: `No one is over the limit: the most any buyer has is ${countWords(most_per_buyer)} of ${countWords(buyer_limit)}.`,
    conserved: `Every unit is accounted for: ${countWords(units.sold)} sold, ${countWords(units.held)} held and ${countWords(units.free)} free add up to ${countWords(units.stock)}.`,
  } satisfies Record<keyof AuditView['promises'], string>
}

/** Outcomes of attempts, to complete "attempts that …". */
const ATTEMPTS: Record<string, string> = {
  ok: 'succeeded',
  sold_out: 'came after it had sold out',
  item_not_found: 'asked for an item that does not exist',
  sale_not_open: 'came before it opened',
  sale_closed: 'came after it ended',
  sale_paused: 'came while it was paused',
}

export const attemptWords = (outcome: string): string => ATTEMPTS[outcome] ?? outcome.replaceAll('_', ' ')
