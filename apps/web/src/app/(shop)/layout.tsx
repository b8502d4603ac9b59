import type { ReactNode } from 'react'
import { BuyingProvider } from '../../buying/buying'
import { Frame } from '../../shop/frame'
import { apiOrigin } from '../../shop/request-origin'
import { ShopProvider } from '../../shop/shop'
import { sentences } from '../../words/sentences'

export default async function Layout({ children }: { children: ReactNode }) {
  return (
    <ShopProvider apiOrigin={await apiOrigin()} sentences={sentences()}>
      <BuyingProvider>
        <Frame>{children}</Frame>
      </BuyingProvider>
    </ShopProvider>
  )
}
