import '../../console/console.css'
import type { Metadata } from 'next'
import type { ReactNode } from 'react'
import { ConsoleProvider } from '../../console/shell/console'
import { Shell } from '../../console/shell/shell'
import { apiOrigin } from '../../shop/request-origin'
import { sentences } from '../../words/sentences'

export const metadata: Metadata = {
  title: { absolute: 'Hourglass console', template: '%s · Hourglass console' },
  robots: { index: false, follow: false },
}

/** The operators' console. It renders nothing until an operator has signed in. */
export default async function Layout({ children }: { children: ReactNode }) {
  return (
    <div className="console">
      <ConsoleProvider apiOrigin={await apiOrigin()} sentences={sentences()}>
        <Shell>{children}</Shell>
      </ConsoleProvider>
    </div>
  )
}
