import type { Metadata } from 'next'
import { AccountPage } from '../../../account/account-page'
import { privateMetadata } from '../../../shop/page-metadata'
import { accountWords } from '../../../words/account'
import { pageDescriptions } from '../../../words/pages'

export const metadata: Metadata = privateMetadata(accountWords.title, pageDescriptions.account)

export default function Account() {
  return <AccountPage />
}
