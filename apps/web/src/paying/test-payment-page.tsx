'use client'

import type { TestPaymentAction } from '@hourglass/core/contract'
import { useMutation, useQuery } from '@tanstack/react-query'
import choices from '../buying/choices.module.css'
import { useTRPC } from '../data/trpc'
import { Notice } from '../shop/notice'
import { useShop } from '../shop/shop'
import { moneyWords } from '../words/money'
import { testPaymentFaults, testPaymentStatus, testPaymentWords } from '../words/test-payment'
import { troubleWords } from '../words/trouble'
import { onThisOrigin } from './on-this-origin'
import styles from './test-payment.module.css'

/** The hosted page of the provider `test`: what a bank would show. */
export function TestPaymentPage({ id }: { id: string }) {
  const { api, sentences } = useShop()
  const trpc = useTRPC()
  const { data: payment, error, refetch } = useQuery(trpc.testPayments.get.queryOptions({ id }))
  const act = useMutation({
    mutationFn: (action: TestPaymentAction) => api.testPayments.act.mutate({ id, action }),
    onSettled: () => refetch(),
  })
  const trouble = act.error ?? error
  const canPay = payment?.status === 'pending' && !act.isPending
  return (
    <Notice title={testPaymentWords.title}>
      <div className={styles.payment}>
        <p>{testPaymentWords.about}</p>
        {payment && (
          <dl>
            <dt>{testPaymentWords.order}</dt>
            <dd>{payment.order_number}</dd>
            <dt>{testPaymentWords.amount}</dt>
            <dd>{moneyWords(payment.amount)}</dd>
          </dl>
        )}
        <p role="status" data-status={payment?.status}>
          {payment ? testPaymentStatus[payment.status] : !trouble && testPaymentWords.loading}{' '}
          {trouble && troubleWords(trouble, sentences)}
        </p>
        {payment?.status === 'pending' && (
          <div className={choices.choices}>
            <button
              type="button"
              className={choices.first}
              aria-disabled={!canPay}
              onClick={() => canPay && act.mutate('approve')}
            >
              {testPaymentWords.approve}
            </button>
            <button
              type="button"
              className={choices.second}
              aria-disabled={!canPay}
              onClick={() => canPay && act.mutate('decline')}
            >
              {testPaymentWords.decline}
            </button>
          </div>
        )}
        {payment && (
          <p>
            <a href={onThisOrigin(payment.return_url)} className="alone">
              {testPaymentWords.back}
            </a>
          </p>
        )}
        {payment && (payment.status === 'pending' || payment.status === 'canceled') && (
          <details>
            <summary>{testPaymentWords.more}</summary>
            <ul>
              {testPaymentFaults.map(([action, words]) => (
                <li key={action}>
                  <button type="button" className={choices.second} onClick={() => act.isPending || act.mutate(action)}>
                    {words}
                  </button>
                </li>
              ))}
            </ul>
          </details>
        )}
      </div>
    </Notice>
  )
}
