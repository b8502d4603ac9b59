import type { FormEvent } from 'react'
import { Field } from '../parts/field'
import styles from '../parts/form.module.css'

export interface SearchField {
  /** The name of the input's member. */
  member: string
  name: string
  note?: string
  /** Renders a select with these values instead of a text input. */
  options?: readonly string[]
  type?: 'datetime-local'
}

interface SearchFormProps {
  fields: readonly SearchField[]
  /** The values to begin with, by member. Those without a field limit the list. */
  asked: Readonly<Record<string, string>>
  /** Called with what was asked and the values by member; times in ISO 8601. Empty fields are omitted. */
  onSearch: (given: Record<string, string>) => void
  faults: ReadonlyMap<string, string>
  isSearching: boolean
}

/** The time range, shared by both searches. */
export const WHEN: readonly SearchField[] = [
  { member: 'from', name: 'From', type: 'datetime-local' },
  { member: 'to', name: 'To', type: 'datetime-local' },
]

export function SearchForm({ fields, asked, onSearch, faults, isSearching }: SearchFormProps) {
  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault()
    const typed = new FormData(event.currentTarget)
    const limits = Object.fromEntries(
      Object.entries(asked).filter(([member]) => fields.every((field) => field.member !== member)),
    )
    const given = fields.flatMap(({ member, type }) => {
      const text = String(typed.get(member) ?? '').trim()
      return text === '' ? [] : [[member, type ? new Date(text).toISOString() : text] as const]
    })
    onSearch({ ...limits, ...Object.fromEntries(given) })
  }
  return (
    <form className={styles.form} onSubmit={submit} noValidate>
      <div className={styles.fields}>
        {fields.map(({ member, name, note, options, type }) => (
          <Field key={member} name={name} {...(note && { note })} fault={faults.get(`#/${member}`)}>
            {(described) =>
              options ? (
                <select {...described} name={member} defaultValue={asked[member]}>
                  <option value="">Any</option>
                  {options.map((option) => (
                    <option key={option}>{option}</option>
                  ))}
                </select>
              ) : (
                <input
                  {...described}
                  name={member}
                  defaultValue={asked[member]}
                  type={type ?? 'text'}
                  step={type && 1}
                  autoComplete="off"
                  spellCheck={false}
                />
              )
            }
          </Field>
        ))}
      </div>
      <div className={styles.buttons}>
        <button type="submit" disabled={isSearching}>
          {isSearching ? 'Loading…' : 'Apply'}
        </button>
      </div>
    </form>
  )
}
