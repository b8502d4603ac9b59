import type { ReactNode } from 'react'
import { BuyingProvider } from '../../buying/buying'
import { FocusKeeper } from '../../shop/focus-keeper'
import { Frame } from '../../shop/frame'
import { apiOrigin } from '../../shop/request-origin'
import { ShopProvider } from '../../shop/shop'
import { sentences } from '../../words/sentences'

export default async function Layout({ children }: { children: ReactNode }) {
  const api = await apiOrigin()
  return (
    <ShopProvider apiOrigin={api} sentences={sentences()}>
      <BuyingProvider>
        <Frame apiOrigin={api}>{children}</Frame>
        <FocusKeeper />
      </BuyingProvider>
    </ShopProvider>
  )
}
