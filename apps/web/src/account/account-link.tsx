'use client'

import Link from 'next/link'
import { accountLinkWords } from '../words/account-link'
import styles from './account-link.module.css'
import { useAccount } from './use-account'

/** In the header: the account, or the way to sign in. Empty until the browser knows which. */
export function AccountLink() {
  const { data: account, isPending } = useAccount()
  return (
    <div className={styles.account}>
      {account && (
        <Link href="/account" prefetch={false}>
          {accountLinkWords.account}
        </Link>
      )}
      {!isPending && !account && (
        // A plain link, completed when it is followed: the filters of the page are in its address.
        <a
          href="/sign-in"
          onClick={({ currentTarget }) => {
            const { pathname, search } = location
            if (pathname !== '/sign-in') currentTarget.search = `next=${encodeURIComponent(pathname + search)}`
          }}
        >
          {accountLinkWords.signIn}
        </a>
      )}
    </div>
  )
}
