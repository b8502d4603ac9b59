import { useInfiniteQuery, useMutation } from '@tanstack/react-query'
import { type FormEvent, useEffect, useRef, useState } from 'react'
import { countWords } from '../../words/count'
import { typedPriceWords } from '../../words/fields'
import { moneyWords } from '../../words/money'
import { Confirm } from '../parts/confirm'
import { Field } from '../parts/field'
import forms from '../parts/form.module.css'
import { Mark } from '../parts/mark'
import { Section } from '../parts/page'
import { Refused } from '../parts/refused'
import { Table } from '../parts/table'
import { useChange } from '../parts/use-change'
import { useFirstFault } from '../parts/use-first-fault'
import { type Outputs, useTRPC } from '../shell/api'
import { useConsole } from '../shell/console'
import { faultsOf } from '../shell/refusal'
import { majorOf, minorOf } from './item-drafts'
import { PictureField } from './picture-field'
import styles from './sales.module.css'

type Item = Outputs['sales']['items']['items'][number]

const POLL_MS = 2_000

/** The items of a merchant sale, as the merchant manages them and, before it opens, as shoppers will see them. */
export function SaleItems({ id, isOver }: { id: number; isOver: boolean }) {
  const trpc = useTRPC()
  const { apiOrigin } = useConsole()
  const [editing, edit] = useState<number | null>(null)
  const found = useInfiniteQuery(
    trpc.sales.items.infiniteQueryOptions(
      { id },
      { getNextPageParam: ({ next_cursor }) => next_cursor, refetchInterval: POLL_MS },
    ),
  )
  const change = useChange(trpc.sales.pathFilter(), trpc.gate.pathFilter())
  const withdraw = useMutation(trpc.sales.withdrawItem.mutationOptions(change))
  const items = found.data?.pages.flatMap((page) => page.items) ?? []
  const edited = items.find((item) => item.id === editing)
  return (
    <Section title="Items" note="as shoppers see them, with the units of the ledger">
      <Refused error={found.error ?? withdraw.error} />
      {found.data && (
        <Table
          caption="Items"
          none="No items."
          rows={items}
          keyOf={(item) => item.id}
          columns={[
            {
              name: 'Item',
              wide: true,
              of: (item) => (
                <span className={styles.item}>
                  {/* biome-ignore lint/performance/noImgElement: the API has both sizes */}
                  <img
                    src={apiOrigin + item.image_url.replace('large.webp', 'small.webp')}
                    alt=""
                    width={64}
                    height={64}
                    loading="lazy"
                  />
                  <span>
                    <a href={`/items/${item.id}`}>{item.name}</a>
                    {item.description && <small dir="auto">{item.description}</small>}
                  </span>
                </span>
              ),
            },
            {
              name: 'Price',
              figures: true,
              of: ({ price, list_price }) => (
                <>
                  {list_price && <s>{moneyWords(list_price)}</s>} {moneyWords(price)}
                </>
              ),
            },
            { name: 'Units', figures: true, of: ({ stock }) => countWords(stock) },
            { name: 'Sold', figures: true, of: ({ sold }) => countWords(sold) },
            { name: 'Held', figures: true, of: ({ held }) => countWords(held) },
            {
              name: '',
              of: (item) =>
                item.withdrawn_at ? (
                  <Mark standing="over">withdrawn</Mark>
                ) : (
                  !isOver && (
                    <span className={forms.buttons}>
                      <button type="button" className="quiet" onClick={() => edit(item.id)}>
                        Correct<span className="unseen"> {item.name}</span>
                      </button>
                      <Confirm
                        name={`Withdraw ${item.name}`}
                        shown="Withdraw"
                        does="Withdraw item"
                        keeps="Cancel"
                        quiet
                        disabled={withdraw.isPending}
                        done={() => withdraw.mutate({ id: item.id })}
                      >
                        <p>
                          Withdraw <strong>{item.name}</strong>? No further unit is sold, and it can’t be offered again.
                          The {countWords(item.held)} held units can still be bought.
                        </p>
                      </Confirm>
                    </span>
                  )
                ),
            },
          ]}
        />
      )}
      {found.hasNextPage && (
        <p>
          <button type="button" className="plain" onClick={() => found.fetchNextPage()}>
            More items
          </button>
        </p>
      )}
      {edited && <Correction key={edited.id} item={edited} done={() => edit(null)} />}
    </Section>
  )
}

/** Corrects one item. Fields that were not touched are not sent, so that they overwrite nothing. */
function Correction({ item, done }: { item: Item; done: () => void }) {
  const trpc = useTRPC()
  const heading = useRef<HTMLHeadingElement>(null)
  const [typed, setTyped] = useState<Partial<Record<'stock' | 'price' | 'list' | 'description' | 'picture', string>>>(
    {},
  )
  const change = useChange(trpc.sales.pathFilter(), trpc.gate.pathFilter())
  const correct = useMutation(trpc.sales.correctItem.mutationOptions(change))
  const faults = faultsOf(correct.error)
  const form = useFirstFault(correct.error)
  const { currency } = item.price
  useEffect(() => heading.current?.focus(), [])
  const before = {
    stock: String(item.stock),
    price: majorOf(item.price.amount, currency),
    list: item.list_price ? majorOf(item.list_price.amount, currency) : '',
    description: item.description ?? '',
    picture: item.picture ?? '',
  }
  const currentOf = (member: keyof typeof before) => typed[member] ?? before[member]
  const put = (member: keyof typeof before) => ({
    value: currentOf(member),
    onChange: ({ target }: { target: { value: string } }) => setTyped({ ...typed, [member]: target.value }),
  })
  function submit(event: FormEvent) {
    event.preventDefault()
    if (correct.isPending || Object.keys(typed).length === 0) return
    const { stock, price, list, description, picture } = typed
    const orNull = <T,>(text: string, of: (text: string) => T) => (text.trim() === '' ? null : of(text))
    correct.mutate(
      {
        id: item.id,
        ...(stock !== undefined && { stock: Number(stock) }),
        ...(price !== undefined && { price: minorOf(price, currency) }),
        ...(list !== undefined && { list_price: orNull(list, (text) => minorOf(text, currency)) }),
        ...(description !== undefined && { description: orNull(description, String) }),
        ...(picture !== undefined && { picture: orNull(picture, String) }),
      },
      { onSuccess: done },
    )
  }
  return (
    <form ref={form} className={forms.form} onSubmit={submit} noValidate aria-label={`Correct ${item.name}`}>
      <h3 ref={heading} tabIndex={-1}>
        Correct {item.name}
      </h3>
      <div className={forms.fields}>
        <Field
          name="Units"
          note={`at least ${item.sold + item.held}, which are sold or held`}
          fault={faults.get('#/stock')}
        >
          {(described) => <input {...described} {...put('stock')} inputMode="numeric" />}
        </Field>
        <Field
          name={`Price, ${currency}`}
          note="open checkouts then have to be repeated"
          fault={typedPriceWords(faults.get('#/price'))}
        >
          {(described) => <input {...described} {...put('price')} inputMode="decimal" />}
        </Field>
        <Field
          name={`List price, ${currency}`}
          note="empty for none"
          fault={typedPriceWords(faults.get('#/list_price'))}
        >
          {(described) => <input {...described} {...put('list')} inputMode="decimal" />}
        </Field>
      </div>
      <Field name="Description" note="plain text, up to 5,000 characters" fault={faults.get('#/description')}>
        {(described) => <textarea {...described} {...put('description')} rows={4} dir="auto" />}
      </Field>
      <PictureField
        value={currentOf('picture')}
        change={(picture) => setTyped({ ...typed, picture })}
        fault={faults.get('#/picture')}
      />
      <Refused error={correct.error} />
      <div className={forms.buttons}>
        <button type="submit" aria-disabled={correct.isPending || Object.keys(typed).length === 0}>
          Save
        </button>
        <button type="button" className="plain" onClick={done}>
          Cancel
        </button>
      </div>
    </form>
  )
}
