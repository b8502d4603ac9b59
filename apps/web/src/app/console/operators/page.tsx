import type { Metadata } from 'next'

export { OperatorsPage as default } from '../../../console/operators/operators-page'

export const metadata: Metadata = { title: 'Operators' }
