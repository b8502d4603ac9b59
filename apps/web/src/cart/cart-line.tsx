import type { CartLineView } from '@hourglass/core/contract'
import Link from 'next/link'
import { Picture } from '../item/picture'
import { useShop } from '../shop/shop'
import { lineWords } from '../words/cart'
import { moneyWords } from '../words/money'
import styles from './cart.module.css'
import { Quantity } from './quantity'
import type { useCartChanges } from './use-cart-changes'

interface CartLineProps {
  line: CartLineView
  most: number
  changes: ReturnType<typeof useCartChanges>
}

export function CartLine({ line, most, changes }: CartLineProps) {
  const { apiOrigin } = useShop()
  const { item, quantity, units_left, line_total } = line
  const set = (units: number) => changes.set({ itemId: item.id, quantity: units })
  return (
    <li data-item={item.id} data-line-state={line.state}>
      <Picture item={item} apiOrigin={apiOrigin} alt="" lazy />
      <div className={styles.name}>
        <Link href={`/items/${item.id}`}>{item.name}</Link>
        <p className={styles.state}>{lineWords(line)}</p>
      </div>
      <div className={styles.amount}>
        {Math.max(quantity, Math.min(most, units_left)) > 1 && (
          <Quantity of={item.name} value={quantity} most={Math.min(most, units_left)} change={set} />
        )}
        <button type="button" className={styles.plain} onClick={() => changes.remove(item.id)}>
          Remove<span className="unseen"> {item.name}</span>
        </button>
      </div>
      <p className={styles.price}>{moneyWords(line_total)}</p>
    </li>
  )
}
