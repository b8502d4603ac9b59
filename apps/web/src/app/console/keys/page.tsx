import type { Metadata } from 'next'

export { KeysPage as default } from '../../../console/keys/keys-page'

export const metadata: Metadata = { title: 'Keys' }
