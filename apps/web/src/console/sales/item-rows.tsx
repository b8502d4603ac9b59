import { useEffect, useRef, useState } from 'react'
import { fieldWords, typedPriceWords } from '../../words/fields'
import { Field } from '../parts/field'
import styles from '../parts/form.module.css'
import { type Draft, emptyDraft } from './item-drafts'
import { PictureField } from './picture-field'

interface ItemRowsProps {
  drafts: readonly Draft[]
  change: (drafts: Draft[]) => void
  currency: string
  /** Validation errors by JSON Pointer. */
  faults: ReadonlyMap<string, string>
}

type Typed = Exclude<keyof Draft, 'key'>

const FIELDS: { of: Typed; name: string; member: string; inputMode?: 'decimal' | 'numeric'; hint?: string }[] = [
  { of: 'name', name: 'Name', member: 'name', hint: 'generated if empty' },
  { of: 'stock', name: 'Units', member: 'stock', inputMode: 'numeric' },
  { of: 'price', name: 'Price', member: 'price', inputMode: 'decimal' },
  { of: 'listPrice', name: 'List price', member: 'list_price', inputMode: 'decimal' },
  { of: 'limit', name: 'Item limit', member: 'buyer_limit', inputMode: 'numeric' },
]

/** One row of fields per item. A row that is added gets the focus; when one is removed, the row in its place does. */
export function ItemRows({ drafts, change, currency, faults }: ItemRowsProps) {
  const rows = useRef<HTMLDivElement>(null)
  const [focused, focus] = useState<{ at: number } | null>(null)
  useEffect(() => {
    if (focused) rows.current?.children[focused.at]?.querySelector('input')?.focus()
  }, [focused])
  const put = (key: number, of: Typed, value: string) =>
    change(drafts.map((draft) => (draft.key === key ? { ...draft, [of]: value } : draft)))
  const next = Math.max(0, ...drafts.map(({ key }) => key)) + 1
  function add() {
    change([...drafts, emptyDraft(next)])
    focus({ at: drafts.length })
  }
  function remove(at: number) {
    change(drafts.filter((_, other) => other !== at))
    focus({ at: Math.min(at, drafts.length - 2) })
  }
  return (
    <div>
      <div ref={rows}>
        {drafts.map((draft, at) => (
          // biome-ignore lint/a11y/useSemanticElements: a fieldset cannot be a grid in every browser
          <div key={draft.key} role="group" aria-label={fieldWords(`#/items/${at}`)} className={styles.row}>
            <p className={styles.number} aria-hidden="true">
              {fieldWords(`#/items/${at}`)}
            </p>
            {FIELDS.map(({ of, name, member, inputMode, hint }) => {
              const isPrice = member.includes('price')
              const fault = faults.get(`#/items/${at}/${member}`)
              return (
                <Field
                  key={of}
                  name={isPrice ? `${name}, ${currency || '–'}` : name}
                  fault={isPrice ? typedPriceWords(fault) : fault}
                >
                  {(described) => (
                    <input
                      {...described}
                      value={draft[of]}
                      inputMode={inputMode}
                      placeholder={hint}
                      onChange={({ target }) => put(draft.key, of, target.value)}
                    />
                  )}
                </Field>
              )
            })}
            <div className={styles.more}>
              <Field name="Description" note="plain text" fault={faults.get(`#/items/${at}/description`)}>
                {(described) => (
                  <textarea
                    {...described}
                    rows={2}
                    dir="auto"
                    value={draft.description}
                    onChange={({ target }) => put(draft.key, 'description', target.value)}
                  />
                )}
              </Field>
              <PictureField
                value={draft.picture}
                change={(id) => put(draft.key, 'picture', id)}
                fault={faults.get(`#/items/${at}/picture`)}
              />
            </div>
            <button type="button" className="quiet" disabled={drafts.length === 1} onClick={() => remove(at)}>
              Remove<span className="unseen"> item {at + 1}</span>
            </button>
          </div>
        ))}
      </div>
      <button type="button" className="plain" onClick={add}>
        Add item
      </button>
    </div>
  )
}
