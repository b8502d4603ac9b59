import Link from 'next/link'
import type { ReactNode } from 'react'
import { AccountLink } from '../account/account-link'
import { CartLink } from '../cart/cart-link'
import { AboutMenu } from './about-menu'
import { CookieNotice } from './cookie-notice'
import { Footer } from './footer'
import styles from './frame.module.css'
import nav from './nav.module.css'

export function Frame({ apiOrigin, children }: { apiOrigin: string; children: ReactNode }) {
  return (
    <div className={styles.frame}>
      <a className="skip" href="#items">
        Skip to items
      </a>
      <header>
        <Link href="/">Hourglass</Link>
        <AboutMenu apiOrigin={apiOrigin} />
        <nav aria-label="Shop" className={nav.nav}>
          <Link href="/sales" prefetch={false}>
            All drops
          </Link>
          <CartLink />
          <Link href="/collection" prefetch={false}>
            Collection
          </Link>
          <Link href="/me" prefetch={false}>
            Orders<span className={nav.long}> and holds</span>
          </Link>
        </nav>
        <AccountLink />
      </header>
      <noscript>
        <p className={styles.warning}>
          JavaScript is off. You can browse, but signing in, buying, holding, your cart and your orders need it.
        </p>
      </noscript>
      <CookieNotice />
      {children}
      <Footer apiOrigin={apiOrigin} />
    </div>
  )
}
