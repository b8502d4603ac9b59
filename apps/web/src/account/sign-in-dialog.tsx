import { useEffect, useLayoutEffect, useRef } from 'react'
import choices from '../buying/choices.module.css'
import sheet from '../buying/sheet.module.css'
import { useBackCloses } from '../buying/use-back-closes'
import { signInWords } from '../words/account'
import { accountLinkWords } from '../words/account-link'
import { CONTINUE, type Continuation, keepContinuation } from './continuation'
import styles from './sign-in.module.css'
import { SignInForm } from './sign-in-form'

interface SignInDialogProps {
  continuation: Continuation
  resume: () => void
  /** Above the checkout's dialog, to whose history entry Back belongs. */
  nested: boolean
  close: () => void
}

/** Signs in in the middle of a hold or an order, which then continues. */
export function SignInDialog({ continuation, resume, nested, close }: SignInDialogProps) {
  const dialog = useRef<HTMLDialogElement>(null)
  const heading = useRef<HTMLHeadingElement>(null)
  const shut = () => dialog.current?.close()
  useLayoutEffect(() => dialog.current?.showModal(), [])
  useEffect(() => heading.current?.focus(), [])
  return (
    <dialog ref={dialog} className={sheet.sheet} aria-labelledby="sign-in-title" onClose={close}>
      {!nested && <BackCloses close={shut} />}
      <div className={styles.dialog}>
        <h2 ref={heading} id="sign-in-title" tabIndex={-1}>
          {signInWords.title}
        </h2>
        <p>{accountLinkWords.needed}</p>
        <SignInForm
          returnTo={location.pathname + location.search + CONTINUE}
          leaving={() => keepContinuation(continuation)}
          done={() => {
            shut()
            resume()
          }}
        />
        <button type="button" className={choices.second} onClick={shut}>
          {signInWords.cancel}
        </button>
      </div>
    </dialog>
  )
}

function BackCloses({ close }: { close: () => void }) {
  useBackCloses(close, false)
  return null
}
