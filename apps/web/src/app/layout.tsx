import '../theme/tokens.css'
import '../theme/base.css'
import type { Metadata, Viewport } from 'next'
import type { ReactNode } from 'react'
import { BuyingProvider } from '../buying/buying'
import { apiOrigin } from '../shop/api-origin'
import { Frame } from '../shop/frame'
import { pageOrigin } from '../shop/page-origin'
import { ShopProvider } from '../shop/shop'
import { display, plain } from '../theme/fonts'
import { sentences } from '../words/sentences'

export async function generateMetadata(): Promise<Metadata> {
  return {
    metadataBase: await pageOrigin(),
    title: { default: 'Hourglass', template: '%s · Hourglass' },
    description: 'Every hour ten thousand things, one of each.',
  }
}

export const viewport: Viewport = {
  themeColor: [
    { media: '(prefers-color-scheme: light)', color: '#f5efe4' },
    { media: '(prefers-color-scheme: dark)', color: '#15120e' },
  ],
}

export default async function Layout({ children }: { children: ReactNode }) {
  return (
    <html lang="en" className={`${display.variable} ${plain.variable}`}>
      <body>
        <ShopProvider apiOrigin={await apiOrigin()} sentences={sentences()}>
          <BuyingProvider>
            <Frame>{children}</Frame>
          </BuyingProvider>
        </ShopProvider>
      </body>
    </html>
  )
}
