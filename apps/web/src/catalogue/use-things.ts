import type { GeneratedItem } from '@hourglass/core/catalog'
import { useEffect, useState } from 'react'
import { pageLoaded } from '../shop/page-loaded'
import { knownThings, type Seeded } from './known-things'

/** The things of a sale once all of them are described; undefined until then. */
export function useThings({ seed, items_count }: Seeded): readonly GeneratedItem[] | undefined {
  const [things, setThings] = useState(() => knownThings({ seed, items_count }))
  useEffect(() => {
    let here = true
    void pageLoaded()
      .then(() => import('./things'))
      .then(({ describeAll }) => describeAll({ seed, items_count }))
      .then((described) => here && setThings(described))
    return () => {
      here = false
    }
  }, [seed, items_count])
  return things
}
