import type { AuditView } from '@hourglass/core/contract'
import { countWords } from './count'

/** The promises in sentences, with the sums that show them. */
export function promiseWords({ units, order_lines, most_per_buyer, buyer_limit }: AuditView) {
  return {
    exact: `Nothing is sold twice: ${countWords(units.sold)} units are counted sold, and the list of sold units has ${countWords(order_lines)} rows, each unit once.`,
    fair: `Nobody has more than the limit: the most that one buyer has is ${countWords(most_per_buyer)} of ${countWords(buyer_limit)}.`,
    conserved: `Nothing is lost: ${countWords(units.sold)} sold, ${countWords(units.held)} held and ${countWords(units.free)} free make ${countWords(units.stock)}.`,
  } satisfies Record<keyof AuditView['promises'], string>
}

/** What became of the attempts, in words. */
const ATTEMPTS: Record<string, string> = {
  ok: 'found what they wanted',
  sold_out: 'came too late',
  item_not_found: 'asked for what there is not',
  sale_not_open: 'came before it opened',
  sale_closed: 'came after it ended',
  sale_paused: 'came while it was paused',
}

export const attemptWords = (outcome: string): string => ATTEMPTS[outcome] ?? outcome.replaceAll('_', ' ')
