import type { Metadata } from 'next'

export { RecordPage as default } from '../../../console/record/record-page'

export const metadata: Metadata = { title: 'Record' }
