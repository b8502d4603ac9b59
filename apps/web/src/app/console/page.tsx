import type { Metadata } from 'next'

export { SystemPage as default } from '../../console/system/system-page'

export const metadata: Metadata = { title: { absolute: 'System · Hourglass console' } }
