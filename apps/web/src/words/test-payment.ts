import type { TestPaymentAction, TestPaymentView } from '@hourglass/core/contract'

/** The page of the provider `test`. */
export const testPaymentWords = {
  title: 'Test payment',
  description: 'Pay with play money.',
  about: 'This page stands for a bank. The money is play money.',
  order: 'Order',
  amount: 'Amount',
  approve: 'Approve',
  decline: 'Decline',
  more: 'What goes wrong with real payments',
  back: 'Back to your order',
  loading: 'Loading…',
  ended: 'This payment has ended.',
}

export const testPaymentStatus: Record<TestPaymentView['status'], string> = {
  pending: 'Nobody has paid yet.',
  authorized: 'Approved.',
  captured: 'Paid.',
  canceled: 'Not paid.',
  refunded: 'Paid back.',
}

/** The unusual outcomes that a test can ask for. */
export const testPaymentFaults: [action: TestPaymentAction, words: string][] = [
  ['approve_late', 'Approve after the deadline'],
  ['approve_silently', 'Approve, and lose the message about it'],
  ['approve_twice', 'Approve, and send the message twice'],
  ['approve_reordered', 'Approve, and send later messages first'],
  ['approve_other_amount', 'Approve another amount'],
]
