import { testPaymentActionInput, testPaymentInput } from '@hourglass/core/contract'
import { TestPaymentView } from '@hourglass/core/contract/views'
import { actOnTestPayment, readTestPayment } from '@hourglass/core/operations'
import { operation } from './route.ts'

const test = { tag: 'Payments', scopes: [], refusals: ['payment_not_found', 'busy'] } as const

/** The payments of the provider `test`, as its page and partners' tests use them. Who has the link may pay. */
export const testPayments = {
  get: operation({
    ...test,
    method: 'get',
    path: '/v1/test-payments/{id}',
    id: 'readTestPayment',
    summary: 'Read a payment of the provider `test`',
    input: testPaymentInput,
    inputIn: 'query',
    success: { 200: { description: 'The payment.', view: TestPaymentView } },
    operation: readTestPayment,
  }),
  act: operation({
    ...test,
    method: 'post',
    path: '/v1/test-payments/{id}',
    id: 'actOnTestPayment',
    summary: 'Approve or decline a payment of the provider `test`, or do what goes wrong with real ones',
    description: 'Its id is that of the order. Only with `PAYMENTS=test`.',
    input: testPaymentActionInput,
    inputIn: 'body',
    success: { 200: { description: 'The payment.', view: TestPaymentView } },
    refusals: ['payment_not_found', 'payment_ended', 'busy'],
    operation: actOnTestPayment,
  }),
}
