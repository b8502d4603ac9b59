import { useMutation } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import styles from '../parts/form.module.css'
import { Refused } from '../parts/refused'
import { useChange } from '../parts/use-change'
import { useFirstFault } from '../parts/use-first-fault'
import { useTRPC } from '../shell/api'
import { faultsOf } from '../shell/refusal'
import { ItemChoice, useItems } from './item-choice'

/** Adds items to an existing sale. */
export function AddItems({ id, currency }: { id: number; currency: string }) {
  const trpc = useTRPC()
  const items = useItems(currency)
  const [fault, setFault] = useState<Error>()
  const change = useChange(trpc.sales.pathFilter(), trpc.gate.pathFilter())
  const add = useMutation(trpc.sales.addItems.mutationOptions(change))
  const form = useFirstFault(add.error ?? fault)
  function submit(event: FormEvent) {
    event.preventDefault()
    if (add.isPending) return
    setFault(undefined)
    try {
      add.mutate({ id, items: items.given().items }, { onSuccess: items.clear })
    } catch (error) {
      setFault(error instanceof Error ? error : new Error(String(error)))
    }
  }
  return (
    <form ref={form} className={styles.form} onSubmit={submit} noValidate>
      <ItemChoice items={items} currency={currency} faults={faultsOf(add.error)} fault={fault?.message} />
      <Refused error={add.error} />
      <div className={styles.buttons}>
        <button type="submit" className="plain" aria-disabled={add.isPending}>
          Add items
        </button>
      </div>
    </form>
  )
}
