import type { GeneratedItem } from '@hourglass/core/catalog'
import { useEffect, useState } from 'react'
import { pageLoaded } from '../shop/page-loaded'
import { cachedItems, type Seeded } from './item-cache'

/** The items of a sale; undefined until all are generated. */
export function useSaleItems({ seed, edition, items_count }: Seeded): readonly GeneratedItem[] | undefined {
  const [items, setItems] = useState(() => cachedItems({ seed, edition, items_count }))
  useEffect(() => {
    let mounted = true
    void pageLoaded()
      .then(() => import('./sale-items'))
      .then(({ describeAll }) => describeAll({ seed, edition, items_count }))
      .then((described) => mounted && setItems(described))
    return () => {
      mounted = false
    }
  }, [seed, edition, items_count])
  return items
}
