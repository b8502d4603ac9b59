import { type ReactNode, useId, useRef } from 'react'
import styles from './confirm.module.css'

interface ConfirmProps {
  /** On the button that asks. */
  name: string
  /** What will be, in a sentence or two. */
  children: ReactNode
  /** On the button that does it, and on the one that does not. */
  does: string
  keeps: string
  done: () => void
  disabled?: boolean
  quiet?: boolean
}

/** What cannot be taken back is asked twice. */
export function Confirm({ name, children, does, keeps, done, disabled, quiet = false }: ConfirmProps) {
  const dialog = useRef<HTMLDialogElement>(null)
  const id = useId()
  return (
    <>
      <button
        type="button"
        className={quiet ? 'quiet' : 'plain'}
        disabled={disabled}
        onClick={() => dialog.current?.showModal()}
      >
        {name}
      </button>
      <dialog ref={dialog} className={styles.confirm} aria-labelledby={id}>
        <div id={id}>{children}</div>
        <form method="dialog">
          <button type="submit" className="plain">
            {keeps}
          </button>
          <button type="submit" onClick={done}>
            {does}
          </button>
        </form>
      </dialog>
    </>
  )
}
