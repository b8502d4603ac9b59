import { playMoneyWords, type SaleMoney } from '../words/sale'

/** Says that prices are play money, where they are. */
export function PlayMoney({ sale }: { sale: SaleMoney }) {
  const words = playMoneyWords(sale)
  return words && <p>{words}</p>
}
