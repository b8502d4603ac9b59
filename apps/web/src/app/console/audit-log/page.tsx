import type { Metadata } from 'next'

export { AuditLogPage as default } from '../../../console/audit-log/audit-log-page'

export const metadata: Metadata = { title: 'Audit log' }
