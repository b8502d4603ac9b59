'use client'

import { useMutation } from '@tanstack/react-query'
import { useRouter } from 'next/navigation'
import { type FormEvent, useState } from 'react'
import { Field } from '../parts/field'
import styles from '../parts/form.module.css'
import { Page, Section } from '../parts/page'
import { Refused } from '../parts/refused'
import { useChange } from '../parts/use-change'
import { useFirstFault } from '../parts/use-first-fault'
import { PreviewSection } from '../preview/preview-section'
import type { PreviewedSale } from '../preview/previewed'
import { useTRPC } from '../shell/api'
import { faultsOf } from '../shell/refusal'
import { type Session, useSession } from '../shell/use-session'
import { ItemChoice, useItems } from './item-choice'

const instant = (local: string): string | undefined => (local === '' ? undefined : new Date(local).toISOString())

const isGuests = (value: string): value is 'allowed' | 'refused' => value === 'allowed' || value === 'refused'

const isPayment = (text: string): text is 'none' | 'required' => text === 'none' || text === 'required'
const isDoor = (text: string): text is 'open' | 'queue' => text === 'open' || text === 'queue'

const EMPTY = {
  name: '',
  starts: '',
  ends: '',
  limit: '10',
  currency: 'EUR',
  before: 'shown',
  guests: '',
  door: '',
  payment: '',
}
type Typed = typeof EMPTY

/** Opens a merchant sale now, or schedules it. */
export function NewSalePage() {
  const trpc = useTRPC()
  const router = useRouter()
  const shop = useSession().data?.operator?.payment
  const [sale, setSale] = useState(EMPTY)
  const [fault, setFault] = useState<Error>()
  const items = useItems(sale.currency)
  const change = useChange(trpc.sales.pathFilter())
  const open = useMutation(trpc.sales.open.mutationOptions(change))
  const faults = faultsOf(open.error)
  const form = useFirstFault(open.error ?? fault)
  const put = (member: keyof typeof sale) => ({
    value: sale[member],
    onChange: ({ target }: { target: { value: string } }) => setSale({ ...sale, [member]: target.value }),
  })
  function submit(event: FormEvent) {
    event.preventDefault()
    if (open.isPending) return
    setFault(undefined)
    const { starts, ends, limit, currency, name, before, guests, door, payment } = sale
    const [starts_at, ends_at] = [instant(starts), instant(ends)]
    const times = { ...(starts_at && { starts_at }), ...(ends_at && { ends_at }) }
    try {
      const preview = before === 'shown'
      const who = {
        ...(isGuests(guests) && { guests }),
        ...(isDoor(door) && { door }),
        ...(isPayment(payment) && { payment }),
      }
      const input = { name, currency, preview, buyer_limit: Number(limit), ...who, ...times, ...items.given() }
      open.mutate(input, { onSuccess: ({ id }) => router.push(`/console/sales/${id}`) })
    } catch (error) {
      setFault(error instanceof Error ? error : new Error(String(error)))
    }
  }
  return (
    <Page
      title="New sale"
      lead="A sale opens at its start time and closes at its end time, or when its last unit sells."
    >
      <form ref={form} className={styles.form} onSubmit={submit} noValidate>
        <div className={styles.fields}>
          <Field name="Name" fault={faults.get('#/name')}>
            {(described) => <input {...described} {...put('name')} autoComplete="off" />}
          </Field>
          <Field name="Starts" note="leave empty to start now" fault={faults.get('#/starts_at')}>
            {(described) => <input {...described} {...put('starts')} type="datetime-local" step={1} />}
          </Field>
          <Field name="Ends" note="leave empty to run until sold out" fault={faults.get('#/ends_at')}>
            {(described) => <input {...described} {...put('ends')} type="datetime-local" step={1} />}
          </Field>
          <Field name="Before it opens" fault={faults.get('#/preview')}>
            {(described) => (
              <select {...described} {...put('before')}>
                <option value="shown">Items are visible</option>
                <option value="hidden">Items are hidden</option>
              </select>
            )}
          </Field>
          <Field name="Who may buy" fault={faults.get('#/guests')}>
            {(described) => (
              <select {...described} {...put('guests')}>
                <option value="">As the server is set up</option>
                <option value="allowed">Everybody, also without an account</option>
                <option value="refused">Accounts only</option>
              </select>
            )}
          </Field>
          <Field name="Waiting room" fault={faults.get('#/door')}>
            {(described) => (
              <select {...described} {...put('door')}>
                <option value="">As the server is set up</option>
                <option value="open">None: everybody can buy at once</option>
                <option value="queue">Let people in one after another</option>
              </select>
            )}
          </Field>
          <Field name="Payment" fault={faults.get('#/payment')}>
            {(described) => (
              <select {...described} {...put('payment')}>
                <option value="">As the server is set up</option>
                <option value="required">Orders have to be paid for</option>
                <option value="none">None: play money</option>
              </select>
            )}
          </Field>
          <Field name="Limit per buyer" fault={faults.get('#/buyer_limit')}>
            {(described) => <input {...described} {...put('limit')} inputMode="numeric" />}
          </Field>
          <Field name="Currency" fault={faults.get('#/currency')}>
            {(described) => <input {...described} {...put('currency')} maxLength={3} autoComplete="off" />}
          </Field>
        </div>
        <Section title="Items">
          <ItemChoice items={items} currency={sale.currency} faults={faults} fault={fault?.message} />
        </Section>
        <PreviewSection read={() => previewOf(sale, items, shop)} />
        <Refused error={open.error} />
        <div className={styles.buttons}>
          <button type="submit" aria-disabled={open.isPending}>
            {sale.starts === '' ? 'Open sale' : 'Schedule sale'}
          </button>
        </div>
      </form>
    </Page>
  )
}

/** What a sale does that does not say, and whether one that takes payment takes play money. */
type ShopPayment = NonNullable<Session['operator']>['payment'] | undefined

function moneyOf(typed: string, shop: ShopPayment): PreviewedSale['money'] {
  const payment = isPayment(typed) ? typed : (shop?.default ?? 'none')
  return { payment, play_money: payment === 'none' || shop?.play_money === true }
}

/** What is typed, as the preview takes it. @throws Error if the JSON is invalid */
const previewOf = (
  { name, currency, starts, ends, limit, before, guests, payment }: Typed,
  items: ReturnType<typeof useItems>,
  shop: ShopPayment,
): PreviewedSale => ({
  name,
  currency,
  startsAt: instant(starts) ?? null,
  endsAt: instant(ends) ?? null,
  buyerLimit: Number(limit),
  shown: before === 'shown',
  guests: isGuests(guests) ? guests : 'allowed',
  money: moneyOf(payment, shop),
  items: items.given().items,
})
