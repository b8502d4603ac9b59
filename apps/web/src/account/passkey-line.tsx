import type { AccountView } from '@hourglass/core/contract'
import { type FormEvent, useEffect, useId, useRef, useState } from 'react'
import { accountWords } from '../words/account'
import { momentWords } from '../words/time'
import styles from './account.module.css'
import { answerOf, useAuth } from './auth-client'
import { ChangeFailed } from './change-failed'
import fields from './input.module.css'
import { selectIn } from './select-in'
import { useAccountChange } from './use-account-change'

type Passkey = AccountView['passkeys'][number]

/** A passkey with its actions; while it is renamed, a field for its name. */
export function PasskeyLine({ passkey: { id, name, created_at } }: { passkey: Passkey }) {
  const auth = useAuth()
  const [renaming, setRenaming] = useState(false)
  const remove = useAccountChange({ mutationFn: () => answerOf(auth.passkey.deletePasskey({ id })) })
  const rename = useAccountChange<string>({
    mutationFn: (name) => answerOf(auth.passkey.updatePasskey({ id, name })),
    onSuccess: () => setRenaming(false),
  })
  const words = accountWords.passkey(name)
  return (
    <li data-passkey={id}>
      {renaming ? (
        <Rename
          name={name ?? ''}
          save={(next) => rename.isPending || rename.mutate(next)}
          stop={() => setRenaming(false)}
        />
      ) : (
        <>
          <p>
            <strong>{words}</strong>
            {created_at && <span>{accountWords.added(momentWords(created_at))}</span>}
          </p>
          <div className={styles.actions}>
            <button type="button" onClick={() => setRenaming(true)}>
              {accountWords.rename}
              <span className="unseen"> {words}</span>
            </button>
            <button type="button" aria-disabled={remove.isPending} onClick={() => remove.isPending || remove.mutate()}>
              {accountWords.remove}
              <span className="unseen"> {words}</span>
            </button>
          </div>
        </>
      )}
      <ChangeFailed error={remove.error ?? rename.error} />
    </li>
  )
}

function Rename({ name, save, stop }: { name: string; save: (name: string) => void; stop: () => void }) {
  const id = useId()
  const field = useRef<HTMLInputElement>(null)
  useEffect(() => selectIn(field.current), [])
  function submit(event: FormEvent) {
    event.preventDefault()
    save(field.current?.value ?? '')
  }
  return (
    <form onSubmit={submit} className={styles.line}>
      <label htmlFor={id}>{accountWords.passkeyName}</label>
      <input ref={field} className={fields.input} id={id} maxLength={200} defaultValue={name} autoComplete="off" />
      <button type="submit">{accountWords.save}</button>
      <button type="button" className={styles.quiet} onClick={stop}>
        {accountWords.cancel}
      </button>
    </form>
  )
}
