/** Currencies of ISO 4217 whose minor unit is not a hundredth. */
const FRACTION_DIGITS: Record<string, number> = {
  ...Object.fromEntries(
    'BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF'.split(' ').map((code) => [code, 0]),
  ),
  ...Object.fromEntries('BHD IQD JOD KWD LYD OMR TND'.split(' ').map((code) => [code, 3])),
  ...Object.fromEntries('CLF UYW'.split(' ').map((code) => [code, 4])),
}

/**
 * Fraction digits of a currency by ISO 4217: 2 for EUR, 0 for JPY. `Intl` is no source for them: it has digits in common use, such as none
 * for HUF, and they change with its version.
 */
export const fractionDigits = (currency: string): number => FRACTION_DIGITS[currency] ?? 2
