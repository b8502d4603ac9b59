import { useMutation } from '@tanstack/react-query'
import { type FormEvent, useEffect, useId, useRef } from 'react'
import choices from '../buying/choices.module.css'
import { useShop } from '../shop/shop'
import { signInTrouble, signInWords } from '../words/account'
import { answerOf, failureWords, useAuth } from './auth-client'
import fields from './input.module.css'
import { selectIn } from './select-in'
import styles from './sign-in.module.css'

interface EmailStepProps {
  email: string
  change: (email: string) => void
  /** Called once a code is on its way. */
  sent: () => void
}

export function EmailStep({ email, change, sent }: EmailStepProps) {
  const { sentences } = useShop()
  const auth = useAuth()
  const id = useId()
  const field = useRef<HTMLInputElement>(null)
  const sending = useMutation({
    mutationFn: () => answerOf(auth.emailOtp.sendVerificationOtp({ email: email.trim(), type: 'sign-in' })),
    onSuccess: sent,
    onError: () => field.current?.focus(),
  })
  // Back from the code, to correct the address.
  useEffect(() => {
    if (field.current?.value) selectIn(field.current)
  }, [])
  function submit(event: FormEvent) {
    event.preventDefault()
    if (!sending.isPending) sending.mutate()
  }
  return (
    <form className={styles.step} onSubmit={submit} noValidate>
      <label htmlFor={id}>{signInWords.email}</label>
      <input
        ref={field}
        id={id}
        type="email"
        className={fields.input}
        autoComplete="email"
        autoCapitalize="none"
        spellCheck={false}
        required
        maxLength={320}
        value={email}
        onChange={({ currentTarget }) => change(currentTarget.value)}
        aria-invalid={sending.isError}
        aria-describedby={sending.isError ? `${id}-error` : `${id}-hint`}
      />
      {sending.error ? (
        <p id={`${id}-error`} role="alert">
          {failureWords(sending.error, sentences, { invalid: signInTrouble.invalidEmail })}
        </p>
      ) : (
        <p id={`${id}-hint`}>{signInWords.intro}</p>
      )}
      <button type="submit" className={choices.first} aria-disabled={sending.isPending}>
        {sending.isPending ? signInWords.sending : signInWords.sendCode}
      </button>
    </form>
  )
}
