import { refusals } from '@hourglass/core/contract'
import type { TroubleCode } from '../data/problem'

/** Sentences for shoppers, by refusal code. */
export type Sentences = Readonly<Record<TroubleCode, string>>

const COOKIES_BLOCKED =
  'Your browser blocks cookies here. Allow them for this site to buy or hold items. Nothing was reserved.'

/**
 * The sentences of the outcome catalogue, sent with the page: importing the contract would load its schemas, which
 * are ten times the size and unused in the browser.
 */
export function sentences(): Sentences {
  const ofServer = Object.entries(refusals).map(([code, { sentence }]) => [code, sentence])
  return { ...Object.fromEntries(ofServer), cookies_blocked: COOKIES_BLOCKED }
}
