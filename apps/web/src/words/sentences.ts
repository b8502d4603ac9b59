import { refusals } from '@hourglass/core/contract'
import type { TroubleCode } from '../data/problem'

/** What a shopper reads, by refusal. */
export type Sentences = Readonly<Record<TroubleCode, string>>

const COOKIES_BLOCKED =
  'Your browser blocks cookies here. Allow them for this site to buy or hold items. Nothing was reserved.'

/**
 * The catalogue's sentences, for the browser. They travel in the page: the contract's module would bring its schemas
 * along, which are ten times the size and have nothing to check there.
 */
export function sentences(): Sentences {
  const ofServer = Object.entries(refusals).map(([code, { sentence }]) => [code, sentence])
  return { ...Object.fromEntries(ofServer), cookies_blocked: COOKIES_BLOCKED }
}
