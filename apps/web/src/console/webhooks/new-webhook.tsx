import { useMutation } from '@tanstack/react-query'
import type { FormEvent } from 'react'
import { Field } from '../parts/field'
import styles from '../parts/form.module.css'
import { Refused } from '../parts/refused'
import { useChange } from '../parts/use-change'
import { type Inputs, useTRPC } from '../shell/api'
import { faultsOf } from '../shell/refusal'

type EventType = NonNullable<Inputs['webhooks']['create']['types']>[number]

/** Event types to choose from. A record, so that tsc finds a missing one. Test events are always sent. */
const EVENTS: Record<Exclude<EventType, '*' | 'webhook.test'>, true> = {
  'sale.scheduled': true,
  'sale.opened': true,
  'sale.paused': true,
  'sale.resumed': true,
  'sale.sold_out': true,
  'sale.closed': true,
  'item.corrected': true,
  'item.withdrawn': true,
  'order.awaiting_payment': true,
  'order.confirmed': true,
  'order.failed': true,
  'order.expired': true,
  'order.canceled': true,
  'order.refunded': true,
  'reservation.created': true,
  'reservation.confirmed': true,
  'reservation.canceled': true,
  'reservation.expired': true,
  'webhook.disabled': true,
}

/** Adds a webhook that the operator owns. Without a choice of events it gets all of them. */
export function NewWebhook() {
  const trpc = useTRPC()
  const change = useChange(trpc.webhooks.list.pathFilter())
  const make = useMutation(trpc.webhooks.create.mutationOptions(change))
  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault()
    const typed = new FormData(event.currentTarget)
    const types = typed.getAll('type') as EventType[]
    make.mutate({ url: String(typed.get('url')), ...(types.length > 0 && { types }) })
  }
  return (
    <form className={styles.form} onSubmit={submit} noValidate>
      <div className={styles.fields}>
        <Field name="URL" fault={faultsOf(make.error).get('#/url')}>
          {(described) => <input {...described} name="url" type="url" placeholder="https://…" autoComplete="off" />}
        </Field>
      </div>
      <fieldset className={styles.form}>
        <legend>Events (all, unless you choose some)</legend>
        <div className={styles.choices}>
          {Object.keys(EVENTS).map((type) => (
            <label key={type}>
              <input type="checkbox" name="type" value={type} />
              {type}
            </label>
          ))}
        </div>
      </fieldset>
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
