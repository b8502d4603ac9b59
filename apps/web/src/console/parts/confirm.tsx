import { type ReactNode, useId, useRef } from 'react'
import styles from './confirm.module.css'

interface ConfirmProps {
  /** Label of the button that opens the dialog. */
  name: string
  /** The part of it that is visible, if the rest is clear from what is around it. */
  shown?: string
  /** What will happen, in a sentence or two. */
  children: ReactNode
  /** Labels of the buttons that confirm and cancel. */
  does: string
  keeps: string
  done: () => void
  disabled?: boolean
  quiet?: boolean
}

/** A button with a confirmation dialog, for actions that cannot be undone. */
export function Confirm({ name, shown = name, children, does, keeps, done, disabled, quiet = false }: ConfirmProps) {
  const dialog = useRef<HTMLDialogElement>(null)
  const id = useId()
  return (
    <>
      <button
        type="button"
        className={quiet ? 'quiet' : 'plain'}
        disabled={disabled}
        onClick={() => dialog.current?.showModal()}
        {...(shown !== name && { 'aria-label': name })}
      >
        {shown}
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
