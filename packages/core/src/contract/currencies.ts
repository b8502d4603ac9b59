/** Currencies of ISO 4217 whose minor unit is not a hundredth, by their fraction digits. */
const NONE = 'BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF'
const THREE = 'BHD IQD JOD KWD LYD OMR TND'
const FOUR = 'CLF UYW'

/**
 * Fraction digits of a currency by ISO 4217: 2 for EUR, 0 for JPY. `Intl` is no source for them: it has digits in common use, such as none
 * for HUF, and they change with its version.
 * @param currency a code of three letters
 */
export const fractionDigits = (currency: string): number =>
  NONE.includes(currency) ? 0 : THREE.includes(currency) ? 3 : FOUR.includes(currency) ? 4 : 2
