import type { Money } from '@hourglass/core/contract'
import { numberFormat } from './locale.ts'

/** Minor units as text: €24, €24.50. */
export function moneyWords({ amount, currency }: Money): string {
  const format = numberFormat({ style: 'currency', currency, trailingZeroDisplay: 'stripIfInteger' })
  const { maximumFractionDigits = 2 } = format.resolvedOptions()
  return format.format(amount / 10 ** maximumFractionDigits)
}
