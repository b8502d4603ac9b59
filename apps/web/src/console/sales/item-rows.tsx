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

/** One row of fields per item. */
export function ItemRows({ drafts, change, currency, faults }: ItemRowsProps) {
  const put = (key: number, of: Typed, value: string) =>
    change(drafts.map((draft) => (draft.key === key ? { ...draft, [of]: value } : draft)))
  const next = Math.max(0, ...drafts.map(({ key }) => key)) + 1
  return (
    <div>
      {drafts.map((draft, at) => (
        <div key={draft.key} className={styles.row}>
          {FIELDS.map(({ of, name, member, inputMode, hint }) => (
            <Field
              key={of}
              name={member.includes('price') ? `${name}, ${currency || '–'}` : name}
              fault={faults.get(`#/items/${at}/${member}`)}
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
          ))}
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
          <button
            type="button"
            className="quiet"
            disabled={drafts.length === 1}
            onClick={() => change(drafts.filter(({ key }) => key !== draft.key))}
          >
            Remove
          </button>
        </div>
      ))}
      <button type="button" className="plain" onClick={() => change([...drafts, emptyDraft(next)])}>
        Add item
      </button>
    </div>
  )
}
