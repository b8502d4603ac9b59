import type { ItemView, SaleView } from '@hourglass/core/contract'
import { Card } from './card'
import styles from './grid.module.css'

interface GridProps {
  items: ItemView[]
  sale: SaleView
  apiOrigin: string
}

export function Grid({ items, sale, apiOrigin }: GridProps) {
  return (
    <ul className={styles.grid}>
      {items.map((item) => (
        <Card key={item.id} item={item} sale={sale} apiOrigin={apiOrigin} />
      ))}
    </ul>
  )
}
