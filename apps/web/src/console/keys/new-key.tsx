import type { FormEvent } from 'react'
import { Field } from '../parts/field'
import styles from '../parts/form.module.css'
import { Refused } from '../parts/refused'
import type { Inputs } from '../shell/api'
import { faultsOf } from '../shell/refusal'

type Input = Inputs['keys']['create']

const SCOPES: Record<Input['scopes'][number], string> = {
  buy: 'buy',
  read: 'read its buyers’ orders and holds',
  webhooks: 'webhooks',
  admin: 'admin, including this console',
}

export function NewKey({
  make,
  error,
  isPending,
}: {
  make: (input: Input) => void
  error: unknown
  isPending: boolean
}) {
  const faults = faultsOf(error)
  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault()
    const typed = new FormData(event.currentTarget)
    make({
      partner: String(typed.get('partner')),
      scopes: typed.getAll('scope') as Input['scopes'],
      test: typed.has('test'),
    })
  }
  return (
    <form className={styles.form} onSubmit={submit} noValidate>
      <div className={styles.fields}>
        <Field name="Partner" note="lower-case letters, digits and hyphens" fault={faults.get('#/partner')}>
          {(described) => <input {...described} name="partner" autoComplete="off" spellCheck={false} />}
        </Field>
      </div>
      <fieldset className={styles.form}>
        <legend>Scopes</legend>
        <div className={styles.choices}>
          {Object.entries(SCOPES).map(([scope, words]) => (
            <label key={scope}>
              <input type="checkbox" name="scope" value={scope} defaultChecked={scope === 'buy' || scope === 'read'} />
              {words}
            </label>
          ))}
        </div>
      </fieldset>
      <div className={styles.choices}>
        <label>
          <input type="checkbox" name="test" />
          test key: sees test sales only, cannot be admin
        </label>
      </div>
      <Refused error={error} />
      <div className={styles.buttons}>
        <button type="submit" disabled={isPending}>
          Create key
        </button>
      </div>
    </form>
  )
}
