import { useMutation } from '@tanstack/react-query'
import { useRef } from 'react'
import choices from '../buying/choices.module.css'
import { useShopCache } from '../data/trpc'
import { useShop } from '../shop/shop'
import { accountWords } from '../words/account'
import styles from './account.module.css'
import { asRefused, ChangeFailed } from './change-failed'
import { leave } from './leave'

/** Download everything, or delete the account. */
export function YourData() {
  const { api } = useShop()
  const cache = useShopCache()
  const dialog = useRef<HTMLDialogElement>(null)
  const download = useMutation({ mutationFn: async () => save(await api.account.export.query()) })
  const deleting = useMutation({
    mutationFn: () => api.account.delete.mutate(),
    onSuccess: () => leave(cache),
    onError: () => dialog.current?.close(),
  })
  const busy = deleting.isPending || deleting.isSuccess
  return (
    <section aria-labelledby="data">
      <h2 id="data">{accountWords.data}</h2>
      <p>{accountWords.dataIntro}</p>
      <div className={styles.buttons}>
        <button
          type="button"
          className={styles.button}
          aria-disabled={download.isPending}
          onClick={() => download.isPending || download.mutate()}
        >
          {download.isPending ? accountWords.downloading : accountWords.download}
        </button>
        <button type="button" className={styles.button} onClick={() => dialog.current?.showModal()}>
          {accountWords.delete}
        </button>
      </div>
      <ChangeFailed error={asRefused(download.error ?? deleting.error)} />
      <dialog ref={dialog} className={styles.confirm} aria-labelledby="delete-title" aria-describedby="delete-what">
        <h3 id="delete-title">{accountWords.deleteTitle}</h3>
        <p id="delete-what">{accountWords.deleteWhat}</p>
        <div className={choices.choices}>
          <button
            type="button"
            className={styles.delete}
            aria-disabled={busy}
            onClick={() => busy || deleting.mutate()}
          >
            {accountWords.deleteIt}
          </button>
          <button type="button" className={choices.second} onClick={() => dialog.current?.close()}>
            {accountWords.keep}
          </button>
        </div>
      </dialog>
    </section>
  )
}

/** Saves a value as a file of JSON. */
function save(value: object): void {
  const url = URL.createObjectURL(new Blob([JSON.stringify(value, null, 2)], { type: 'application/json' }))
  const link = Object.assign(document.createElement('a'), { href: url, download: accountWords.fileName })
  link.click()
  URL.revokeObjectURL(url)
}
