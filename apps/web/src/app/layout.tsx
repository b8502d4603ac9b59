import '../theme/tokens.css'
import '../theme/base.css'
import type { Metadata, Viewport } from 'next'
import type { ReactNode } from 'react'
import { pageOrigin } from '../shop/request-origin'
import { display, plain } from '../theme/fonts'
import { SHOP_DESCRIPTION } from '../words/pages'

export async function generateMetadata(): Promise<Metadata> {
  return {
    metadataBase: await pageOrigin(),
    title: { default: 'Hourglass', template: '%s · Hourglass' },
    description: SHOP_DESCRIPTION,
    applicationName: 'Hourglass',
  }
}

export const viewport: Viewport = {
  themeColor: [
    { media: '(prefers-color-scheme: light)', color: '#f5efe4' },
    { media: '(prefers-color-scheme: dark)', color: '#15120e' },
  ],
}

export default function Layout({ children }: { children: ReactNode }) {
  return (
    <html lang="en" className={`${display.variable} ${plain.variable}`}>
      <body>{children}</body>
    </html>
  )
}
