import type { Drop } from '../data/read-drop'
import { Grid } from './grid'
import { Hero } from './hero'
import { MerchantSales } from './merchant-sales'
import { Pager } from './pager'
import { ShelfHead } from './shelf-head'
import { StillOpen } from './still-open'

export function DropPage({ drop, path, apiOrigin }: { drop: Drop; path: string; apiOrigin: string }) {
  const { sale, items, total, place, stillOpen, serverTime, nextStartsAt } = drop
  const featured = items.find((item) => item.state === 'available' && item.rarity !== 'common') ?? items[0]
  const others = <MerchantSales sales={stillOpen} serverTime={serverTime} />
  return (
    <main>
      <Hero sale={sale} serverTime={serverTime} nextStartsAt={nextStartsAt} featured={featured} apiOrigin={apiOrigin} />
      {sale.kind === 'hourly' && others}
      <ShelfHead place={place} path={path} />
      <Grid items={items} sale={sale} apiOrigin={apiOrigin} />
      <Pager items={items} total={total} place={place} path={path} />
      {sale.kind === 'merchant' && others}
      <StillOpen sales={stillOpen} />
    </main>
  )
}
