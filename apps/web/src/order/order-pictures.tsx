import type { LineView } from '@hourglass/core/contract'
import { Picture } from '../item/picture'
import { useShop } from '../shop/shop'
import styles from './order.module.css'

/** As many as make a square. */
const SHOWN = 4

/** What was bought, large, where there is room; the lines beside it have the same in words. */
export function OrderPictures({ items }: { items: readonly LineView[] }) {
  const { apiOrigin } = useShop()
  return (
    <div className={styles.pictures} data-several={items.length > 1}>
      {items.slice(0, SHOWN).map((item) => (
        <Picture key={item.id} item={item} apiOrigin={apiOrigin} alt="" lazy />
      ))}
    </div>
  )
}
