import type { Money } from '@hourglass/core/contract'

/** Formats by currency: creating one takes longer than rendering what surrounds it. */
const formats = new Map<string, Intl.NumberFormat>()

/** Minor units as text: €24, €24.50. */
export function moneyWords({ amount, currency }: Money): string {
  const format = formats.get(currency) ?? formatOf(currency)
  formats.set(currency, format)
  const { maximumFractionDigits = 2 } = format.resolvedOptions()
  return format.format(amount / 10 ** maximumFractionDigits)
}

const formatOf = (currency: string) =>
  new Intl.NumberFormat('en', { style: 'currency', currency, trailingZeroDisplay: 'stripIfInteger' })
