import type { ReactNode } from 'react'
import { Storefront } from '../../shop/storefront'

export default function Layout({ children }: { children: ReactNode }) {
  return <Storefront>{children}</Storefront>
}
