import { fractionDigits } from '../../contract/currencies.ts'
import { Unpayable } from './provider.ts'

/** Stripe's largest amount, in its minor units. */
const AMOUNT_MAX = 99_999_999
/** Currencies for which Stripe counts other fraction digits than ISO 4217. */
const STRIPE_DIGITS: Record<string, number> = { ISK: 2, UGX: 2, MGA: 0 }
/** In currencies with three fraction digits, Stripe takes no thousandths. */
const STEP_OF_THREE_DIGITS = 10

/**
 * An amount as Stripe counts it (https://docs.stripe.com/currencies).
 * @param amount in minor units by ISO 4217
 * @throws Unpayable if Stripe cannot take that amount
 */
export function toStripe(amount: number, currency: string): number {
  const scaled = amount * scaleOf(currency)
  const step = fractionDigits(currency) === 3 ? STEP_OF_THREE_DIGITS : 1
  if (scaled % step !== 0) throw new Unpayable(`Stripe cannot take ${amount} minor units of ${currency}`)
  if (scaled > AMOUNT_MAX) throw new Unpayable(`${amount} minor units of ${currency} are more than Stripe takes`)
  return scaled
}

/** An amount of Stripe in minor units by ISO 4217. It has a fraction if Stripe has taken less than one of them. */
export const fromStripe = (amount: number, currency: string): number => amount / scaleOf(currency)

const scaleOf = (currency: string): number =>
  10 ** ((STRIPE_DIGITS[currency] ?? fractionDigits(currency)) - fractionDigits(currency))
