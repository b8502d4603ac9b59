import { useRouter } from 'next/navigation'
import type { FormEvent } from 'react'
import { Field } from '../parts/field'
import styles from '../parts/form.module.css'

/** The one box for an id of anything. The answer is at the URL, so that Back and links lead to it. */
export function FindForm({ asked }: { asked: string }) {
  const router = useRouter()
  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault()
    const id = String(new FormData(event.currentTarget).get('id')).trim()
    router.push(id === '' ? '/console/search' : `/console/search?${new URLSearchParams({ id })}`)
  }
  return (
    <search>
      <form onSubmit={submit} className={styles.inline} noValidate>
        <Field
          name="Find by id"
          note="an order or its number, a buyer, item, sale, hold, checkout code, queue ticket, picture, webhook or key"
        >
          {(described) => (
            <input
              {...described}
              key={asked}
              name="id"
              type="search"
              defaultValue={asked}
              autoComplete="off"
              spellCheck={false}
            />
          )}
        </Field>
        <button type="submit">Find</button>
      </form>
    </search>
  )
}
