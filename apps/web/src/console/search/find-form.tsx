import { useRouter } from 'next/navigation'
import { type FormEvent, useEffect, useRef, useState } from 'react'
import { Field } from '../parts/field'
import styles from '../parts/form.module.css'

/** The one box for an id of anything. The answer is at the URL, so that Back and links lead to it. */
export function FindForm({ asked }: { asked: string }) {
  const router = useRouter()
  const [text, setText] = useState(asked)
  // The URL follows a moment after the form is sent. Until then it must not replace what is being typed.
  const sent = useRef(new Set<string>())
  useEffect(() => {
    if (!sent.current.delete(asked)) setText(asked)
  }, [asked])
  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault()
    const id = text.trim()
    if (id !== asked) sent.current.add(id)
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
              name="id"
              type="search"
              value={text}
              onChange={({ target }) => setText(target.value)}
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
