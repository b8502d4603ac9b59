'use client'

import type { SaleView } from '@hourglass/core/contract'
import { accountLinkWords } from '../words/account-link'
import { useAccount } from './use-account'

/** Says that a sale refuses guests, to everybody who isn't signed in. */
export function NeedsAccount({ sale: { guests } }: { sale: Pick<SaleView, 'guests'> }) {
  const { data: account } = useAccount()
  return guests === 'refused' && !account && <p>{accountLinkWords.needed}</p>
}
