import type { ItemView } from '@hourglass/core/contract'
import { Card } from './card'
import styles from './grid.module.css'

export function Grid({ items, apiOrigin }: { items: ItemView[]; apiOrigin: string }) {
  return (
    <ul className={styles.grid}>
      {items.map((item) => (
        <Card key={item.id} item={item} apiOrigin={apiOrigin} />
      ))}
    </ul>
  )
}
