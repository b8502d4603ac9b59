import type { ReactNode } from 'react'
import { BuyingProvider } from '../../buying/buying'
import { apiOrigin } from '../../shop/api-origin'
import { Frame } from '../../shop/frame'
import { ShopProvider } from '../../shop/shop'
import { sentences } from '../../words/sentences'

/** What every page of the shop stands in. */
export default async function Layout({ children }: { children: ReactNode }) {
  return (
    <ShopProvider apiOrigin={await apiOrigin()} sentences={sentences()}>
      <BuyingProvider>
        <Frame>{children}</Frame>
      </BuyingProvider>
    </ShopProvider>
  )
}
