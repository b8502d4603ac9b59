import type { Metadata } from 'next'

export { WebhooksPage as default } from '../../../console/webhooks/webhooks-page'

export const metadata: Metadata = { title: 'Webhooks' }
