import type { Metadata } from 'next'
import { TestPaymentPage } from '../../../../paying/test-payment-page'
import { privateMetadata } from '../../../../shop/page-metadata'
import { testPaymentWords } from '../../../../words/test-payment'

export const metadata: Metadata = privateMetadata(testPaymentWords.title, testPaymentWords.description)

export default async function TestPayment({ params }: { params: Promise<{ id: string }> }) {
  return <TestPaymentPage id={(await params).id} />
}
