import type { Metadata } from 'next'

export { MailboxPage as default } from '../../../console/mailbox/mailbox-page'

export const metadata: Metadata = { title: 'Mailbox' }
