import { useState } from 'react'
import { useShop } from '../shop/shop'
import { signInWords } from '../words/account'
import { troubleWords } from '../words/trouble'
import { CodeStep } from './code-step'
import { EmailStep } from './email-step'
import { OtherWays } from './other-ways'
import styles from './sign-in.module.css'
import { useSignInMethods } from './use-account'

export interface SignInProps {
  /** Called once the browser is signed in and its guest is linked. */
  done: () => void
  /** The path that an issuer sends the browser back to. */
  returnTo: string
  /** Called before the browser leaves for an issuer. */
  leaving?: () => void
}

/** Signs in with a code, a passkey or an issuer, as far as this shop offers it. */
export function SignInForm({ done, returnTo, leaving }: SignInProps) {
  const { sentences } = useShop()
  const { data: methods, error } = useSignInMethods()
  const [email, setEmail] = useState('')
  const [sent, setSent] = useState(false)
  if (error) return <p role="alert">{troubleWords(error, sentences)}</p>
  if (!methods)
    return (
      <p role="status" className="scripted">
        Loading…
      </p>
    )
  if (sent)
    return (
      <CodeStep email={email} shownInTerminal={methods.code === 'mailbox'} done={done} back={() => setSent(false)} />
    )
  return (
    <div className={styles.ways}>
      {methods.code === 'none' ? (
        methods.oidc === null && <p>{signInWords.noWay}</p>
      ) : (
        <EmailStep email={email} change={setEmail} sent={() => setSent(true)} />
      )}
      <OtherWays methods={methods} done={done} returnTo={returnTo} {...(leaving && { leaving })} />
    </div>
  )
}
