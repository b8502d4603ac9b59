import { useMutation } from '@tanstack/react-query'
import { useRouter } from 'next/navigation'
import { type FormEvent, useState } from 'react'
import { Field } from '../parts/field'
import forms from '../parts/form.module.css'
import { Section } from '../parts/page'
import { Refused } from '../parts/refused'
import { useChange } from '../parts/use-change'
import { useFirstFault } from '../parts/use-first-fault'
import { type Outputs, useTRPC } from '../shell/api'
import { faultsOf } from '../shell/refusal'

/** Schedules a sale with the items of this one. They can be corrected before it opens. */
export function DuplicateSale({ sale }: { sale: Outputs['sales']['get'] }) {
  const trpc = useTRPC()
  const router = useRouter()
  const [name, setName] = useState(sale.name)
  const [starts, setStarts] = useState('')
  const change = useChange(trpc.sales.pathFilter())
  const duplicate = useMutation(trpc.sales.duplicate.mutationOptions(change))
  const faults = faultsOf(duplicate.error)
  const form = useFirstFault(duplicate.error)
  function submit(event: FormEvent) {
    event.preventDefault()
    if (duplicate.isPending) return
    const starts_at = starts === '' ? '' : new Date(starts).toISOString()
    duplicate.mutate({ id: sale.id, name, starts_at }, { onSuccess: ({ id }) => router.push(`/console/sales/${id}`) })
  }
  return (
    <Section title="Duplicate" note="a new sale with these items, each with its full stock">
      <form ref={form} className={forms.form} onSubmit={submit} noValidate>
        <div className={forms.fields}>
          <Field name="Name of the new sale" fault={faults.get('#/name')}>
            {(described) => (
              <input {...described} value={name} onChange={({ target }) => setName(target.value)} autoComplete="off" />
            )}
          </Field>
          <Field name="It starts" fault={faults.get('#/starts_at')}>
            {(described) => (
              <input
                {...described}
                type="datetime-local"
                step={1}
                value={starts}
                onChange={({ target }) => setStarts(target.value)}
              />
            )}
          </Field>
        </div>
        <Refused error={duplicate.error} />
        <div className={forms.buttons}>
          <button type="submit" className="plain" aria-disabled={duplicate.isPending}>
            Duplicate sale
          </button>
        </div>
      </form>
    </Section>
  )
}
