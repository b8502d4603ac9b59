import type { Drop } from '../data/read-drop'
import { HourlyPage } from './hourly-page'
import { MerchantPage } from './merchant-page'
import { paramsOf, type Search } from './page-params'
import { SealedPage } from './sealed-page'

interface DropPageProps {
  drop: Drop
  path: string
  search: Search
  apiOrigin: string
}

export function DropPage({ drop, path, search, apiOrigin }: DropPageProps) {
  if (drop.is === 'sealed') return <SealedPage drop={drop} />
  return drop.is === 'hourly' ? (
    <HourlyPage drop={drop} path={path} params={paramsOf(search)} apiOrigin={apiOrigin} />
  ) : (
    <MerchantPage drop={drop} path={path} apiOrigin={apiOrigin} />
  )
}
