import { useMutation } from '@tanstack/react-query'
import type { FormEvent } from 'react'
import { Field } from '../parts/field'
import styles from '../parts/form.module.css'
import { Refused } from '../parts/refused'
import { useChange } from '../parts/use-change'
import { useTRPC } from '../shell/api'
import { faultsOf } from '../shell/refusal'

/** Adds a webhook that the operator owns. */
export function NewWebhook() {
  const trpc = useTRPC()
  const change = useChange(trpc.webhooks.list.pathFilter())
  const make = useMutation(trpc.webhooks.create.mutationOptions(change))
  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault()
    make.mutate({ url: String(new FormData(event.currentTarget).get('url')) })
  }
  return (
    <form className={styles.form} onSubmit={submit} noValidate>
      <div className={styles.fields}>
        <Field name="URL" fault={faultsOf(make.error).get('#/url')}>
          {(described) => <input {...described} name="url" type="url" placeholder="https://…" autoComplete="off" />}
        </Field>
      </div>
      <Refused error={make.error} />
      {make.data && (
        <p className={styles.said} role="status">
          Webhook added. Copy its secret now; it won’t be shown again: <code>{make.data.secret}</code>
        </p>
      )}
      <div className={styles.buttons}>
        <button type="submit" className="plain" disabled={make.isPending}>
          Add webhook
        </button>
      </div>
    </form>
  )
}
