import type { Money } from '@hourglass/core/contract'
import { fractionDigits } from '@hourglass/core/contract/currencies'
import { numberFormat } from './locale.ts'

/** Minor units as text: €24, €24.50. */
export function moneyWords({ amount, currency }: Money): string {
  const digits = fractionDigits(currency)
  const format = numberFormat({
    style: 'currency',
    currency,
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
    trailingZeroDisplay: 'stripIfInteger',
  })
  return format.format(amount / 10 ** digits)
}
