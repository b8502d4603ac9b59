import type { ReactNode } from 'react'
import { BuyingProvider } from '../buying/buying'
import { sentences } from '../words/sentences'
import { apiOrigin } from './api-origin'
import { Frame } from './frame'
import { ShopProvider } from './shop'

/** What every page of the shop stands in. */
export async function Storefront({ children }: { children: ReactNode }) {
  return (
    <ShopProvider apiOrigin={await apiOrigin()} sentences={sentences()}>
      <BuyingProvider>
        <Frame>{children}</Frame>
      </BuyingProvider>
    </ShopProvider>
  )
}
