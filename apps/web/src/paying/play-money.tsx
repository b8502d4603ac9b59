import { playMoneyWords, type SaleMoney } from '../words/sale'
import styles from './play-money.module.css'

/** Says that prices are play money, where they are. */
export function PlayMoney({ sale }: { sale: SaleMoney }) {
  const words = playMoneyWords(sale)
  return words && <p className={styles.money}>{words}</p>
}
