import { useMutation } from '@tanstack/react-query'
import { type FormEvent, useId, useRef, useState } from 'react'
import { ownedItems } from '../../order/owned'
import { moneyWords } from '../../words/money'
import { refundFormWords as words } from '../../words/refund'
import dialogs from '../parts/confirm.module.css'
import { Field } from '../parts/field'
import forms from '../parts/form.module.css'
import { Refused } from '../parts/refused'
import { useChange } from '../parts/use-change'
import { type Outputs, useTRPC } from '../shell/api'
import { faultsOf } from '../shell/refusal'

type Order = Outputs['orders']['search']['orders'][number]

/** Refunds an order, or some of its units. An order that has none left shows nothing. */
export function Refund({ order }: { order: Order }) {
  const dialog = useRef<HTMLDialogElement>(null)
  const id = useId()
  if (ownedItems(order).length === 0) return null
  return (
    <>
      <button
        type="button"
        className="plain"
        aria-label={words.label(order.number)}
        onClick={() => dialog.current?.showModal()}
      >
        {words.open}
      </button>
      <dialog ref={dialog} className={dialogs.confirm} aria-labelledby={id}>
        <h3 id={id}>{words.title}</h3>
        <p>{order.number}</p>
        <RefundForm order={order} close={() => dialog.current?.close()} />
      </dialog>
    </>
  )
}

function RefundForm({ order, close }: { order: Order; close: () => void }) {
  const trpc = useTRPC()
  const left = ownedItems(order)
  const [quantities, setQuantities] = useState(() => new Map(left.map(({ id, quantity }) => [id, quantity])))
  const [reason, setReason] = useState('')
  const [restock, setRestock] = useState(true)
  const change = useChange(trpc.orders.pathFilter(), trpc.sales.pathFilter())
  const refund = useMutation(trpc.orders.refund.mutationOptions(change))
  const faults = faultsOf(refund.error)
  const chosen = left
    .map(({ id, price, quantity }) => ({ id, price, quantity: Math.min(quantity, quantities.get(id) ?? quantity) }))
    .filter(({ quantity }) => quantity > 0)
  const amount = chosen.reduce((sum, { price, quantity }) => sum + price.amount * quantity, 0)
  function submit(event: FormEvent) {
    event.preventDefault()
    if (refund.isPending || chosen.length === 0) return
    const items = chosen.map(({ id, quantity }) => ({ id, quantity }))
    refund.mutate({ id: order.id, items, reason, restock }, { onSuccess: close })
  }
  return (
    <form className={forms.form} onSubmit={submit} noValidate>
      {left.map(({ id, name, quantity }) => (
        <Field key={id} name={words.units(name, quantity)}>
          {(described) => (
            <input
              {...described}
              type="number"
              min={0}
              max={quantity}
              value={quantities.get(id) ?? quantity}
              onChange={({ target }) => setQuantities(new Map(quantities).set(id, Math.max(0, Number(target.value))))}
            />
          )}
        </Field>
      ))}
      <Field name={words.reason} note={words.reasonNote} fault={faults.get('#/reason')}>
        {(described) => (
          <input
            {...described}
            value={reason}
            maxLength={200}
            onChange={({ target }) => setReason(target.value)}
            autoComplete="off"
          />
        )}
      </Field>
      <label>
        <input type="checkbox" checked={restock} onChange={({ target }) => setRestock(target.checked)} />{' '}
        {words.restock}
      </label>
      {chosen.length === 0 && <p role="status">{words.nothing}</p>}
      <Refused error={refund.error} />
      <div className={forms.buttons}>
        <button type="button" className="plain" onClick={close}>
          {words.keep}
        </button>
        <button type="submit" aria-disabled={refund.isPending || chosen.length === 0}>
          {words.refund(moneyWords({ amount, currency: order.total.currency }))}
        </button>
      </div>
    </form>
  )
}
