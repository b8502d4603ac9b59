import type { OrderDetailsView } from '@hourglass/core/contract'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import choices from '../buying/choices.module.css'
import { refreshOwned } from '../buying/use-owned'
import { ONCE } from '../data/intent'
import { useShopCache } from '../data/trpc'
import { useShop } from '../shop/shop'
import { cancelWords } from '../words/order'
import { troubleWords } from '../words/trouble'
import styles from './order.module.css'

/** Cancels an order, after asking once more. */
export function Cancel({ order: { id, units, status, cancel_until } }: { order: OrderDetailsView }) {
  const { api, sentences } = useShop()
  const cache = useShopCache()
  const [asked, setAsked] = useState(false)
  const cancel = useMutation({
    mutationFn: () => api.orders.cancel.mutate({ id }, ONCE),
    onSuccess: (order) => cache.queries.setQueryData(cache.trpc.orders.get.queryKey({ id }), order),
    onSettled: async () => {
      setAsked(false)
      await Promise.all([
        cache.queries.invalidateQueries(cache.trpc.orders.get.queryFilter({ id })),
        refreshOwned(cache),
      ])
    },
  })
  return (
    <div className={styles.cancel}>
      {asked ? (
        <>
          <p>{cancelWords.sure(units, status === 'awaiting_payment' ? null : cancel_until)}</p>
          <div className={choices.choices}>
            <button
              type="button"
              className={choices.first}
              aria-disabled={cancel.isPending}
              onClick={() => cancel.isPending || cancel.mutate()}
            >
              {cancel.isPending ? cancelWords.canceling : cancelWords.yes}
            </button>
            <button type="button" className={choices.second} onClick={() => setAsked(false)}>
              {cancelWords.no}
            </button>
          </div>
        </>
      ) : (
        <button type="button" className={choices.second} onClick={() => setAsked(true)}>
          {cancelWords.cancel}
        </button>
      )}
      {cancel.error && <p role="alert">{troubleWords(cancel.error, sentences)}</p>}
    </div>
  )
}
