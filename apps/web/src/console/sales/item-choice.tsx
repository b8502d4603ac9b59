import type { ListedItem } from '@hourglass/core/contract'
import { useId, useState } from 'react'
import { Field } from '../parts/field'
import styles from '../parts/form.module.css'
import { type Draft, emptyDraft, itemsOfDrafts, parseItems } from './item-drafts'
import { ItemRows } from './item-rows'

const EXAMPLE = '[{ "name": "Blue coat", "stock": 30, "price": 7500, "list_price": 10000, "buyer_limit": 2 }]'

/**
 * Items from a form, or as JSON from the text field or a file. `given` returns them. @throws Error if the JSON is
 * invalid
 */
export function useItems(currency: string) {
  const [by, choose] = useState<'form' | 'json'>('form')
  const [drafts, change] = useState<Draft[]>([emptyDraft(1)])
  const [json, paste] = useState('')
  const given = (): { items: ListedItem[] } & Record<string, unknown> =>
    by === 'form' ? { items: itemsOfDrafts(drafts, currency) } : parseItems(json)
  const clear = () => {
    change([emptyDraft(1)])
    paste('')
  }
  return { by, choose, drafts, change, json, paste, given, clear }
}

interface ItemChoiceProps {
  items: ReturnType<typeof useItems>
  currency: string
  faults: ReadonlyMap<string, string>
  /** The error if the JSON is invalid. */
  fault: string | undefined
}

export function ItemChoice({ items, currency, faults, fault }: ItemChoiceProps) {
  const group = useId()
  const { by, choose, json, paste } = items
  const wrong = [...faults].filter(([pointer]) => pointer.startsWith('#/items'))
  return (
    <fieldset className={styles.form}>
      <div className={styles.choices} role="radiogroup" aria-label="How to enter items">
        {(['form', 'json'] as const).map((way) => (
          <label key={way}>
            <input type="radio" name={group} checked={by === way} onChange={() => choose(way)} />
            {way === 'form' ? 'Form' : 'JSON'}
          </label>
        ))}
      </div>
      {by === 'form' ? (
        <ItemRows drafts={items.drafts} change={items.change} currency={currency} faults={faults} />
      ) : (
        <>
          <Field
            name="Items as JSON"
            note="Prices in minor units (7500 is 75.00). A list of items, or an object as in POST /v1/admin/sales."
            fault={
              fault ??
              wrong
                .map(([, detail]) => detail)
                .slice(0, 3)
                .join('; ')
            }
          >
            {(described) => (
              <textarea
                {...described}
                rows={8}
                spellCheck={false}
                value={json}
                placeholder={EXAMPLE}
                onChange={({ target }) => paste(target.value)}
              />
            )}
          </Field>
          <Field name="Or upload a file">
            {(described) => (
              <input
                {...described}
                type="file"
                accept="application/json,.json"
                onChange={async ({ target }) => paste((await target.files?.[0]?.text()) ?? json)}
              />
            )}
          </Field>
        </>
      )}
    </fieldset>
  )
}
