import type { Drop } from '../data/read-drop'
import { Grid } from './grid'
import { Hero } from './hero'
import { Pager } from './pager'
import { ShelfHead } from './shelf-head'
import { StillOpen } from './still-open'

export function DropPage({ drop, path, apiOrigin }: { drop: Drop; path: string; apiOrigin: string }) {
  const { sale, items, total, place, stillOpen, serverTime, nextStartsAt } = drop
  const featured = items.find((item) => item.state === 'available' && item.rarity !== 'common') ?? items[0]
  return (
    <main>
      <Hero sale={sale} serverTime={serverTime} nextStartsAt={nextStartsAt} featured={featured} apiOrigin={apiOrigin} />
      <ShelfHead place={place} path={path} />
      <Grid items={items} apiOrigin={apiOrigin} />
      <Pager items={items} total={total} place={place} path={path} />
      <StillOpen sales={stillOpen} />
    </main>
  )
}
