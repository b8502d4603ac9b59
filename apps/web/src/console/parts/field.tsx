import { type ReactNode, useId } from 'react'
import styles from './form.module.css'

interface Described {
  id: string
  'aria-invalid'?: boolean
  'aria-describedby'?: string
}

interface FieldProps {
  name: string
  note?: string
  /** The validation error. */
  fault?: string | undefined
  children: (described: Described) => ReactNode
}

/** A form field with its label, note and validation error. */
export function Field({ name, note, fault, children }: FieldProps) {
  const id = useId()
  const describedBy = [note && `${id}-note`, fault && `${id}-fault`].filter(Boolean).join(' ')
  return (
    <div className={styles.field}>
      <label htmlFor={id}>{name}</label>
      {children({
        id,
        ...(fault && { 'aria-invalid': true }),
        ...(describedBy && { 'aria-describedby': describedBy }),
      })}
      {note && <small id={`${id}-note`}>{note}</small>}
      {fault && (
        <small id={`${id}-fault`} data-fault>
          {fault}
        </small>
      )}
    </div>
  )
}
