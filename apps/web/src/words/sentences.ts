import { type RefusalCode, refusals } from '@hourglass/core/contract'

/** What a shopper reads, by refusal. */
export type Sentences = Readonly<Record<RefusalCode, string>>

/**
 * The catalogue's sentences, for the browser. They travel in the page: the contract's module would bring its schemas
 * along, which are ten times the size and have nothing to check there.
 */
export function sentences(): Sentences {
  return Object.fromEntries(Object.entries(refusals).map(([code, { sentence }]) => [code, sentence])) as Sentences
}
