import { useMutation } from '@tanstack/react-query'
import { type FormEvent, useEffect, useId, useRef } from 'react'
import choices from '../buying/choices.module.css'
import { useShop } from '../shop/shop'
import { signInTrouble, signInWords } from '../words/account'
import { answerOf, failureWords, useAuth } from './auth-client'
import fields from './input.module.css'
import { selectIn } from './select-in'
import styles from './sign-in.module.css'
import { useSignedIn } from './use-signed-in'

interface CodeStepProps {
  email: string
  /** The code is not sent but printed, for development. */
  shownInTerminal: boolean
  done: () => void
  back: () => void
}

export function CodeStep({ email, shownInTerminal, done, back }: CodeStepProps) {
  const { sentences } = useShop()
  const auth = useAuth()
  const signedIn = useSignedIn()
  const id = useId()
  const field = useRef<HTMLInputElement>(null)
  const entering = useMutation({
    mutationFn: async (otp: string) => {
      await answerOf(auth.signIn.emailOtp({ email: email.trim(), otp }))
      await signedIn()
    },
    onSuccess: done,
    onError: () => selectIn(field.current),
  })
  const again = useMutation({
    mutationFn: () => answerOf(auth.emailOtp.sendVerificationOtp({ email: email.trim(), type: 'sign-in' })),
    onSuccess: () => {
      entering.reset()
      selectIn(field.current)
    },
  })
  const sent = again.isSuccess ? signInWords.sentAgain : signInWords.sent
  const words = shownInTerminal ? signInWords.mailbox : sent
  useEffect(() => field.current?.focus(), [])
  function submit(event: FormEvent) {
    event.preventDefault()
    again.reset()
    if (!entering.isPending) entering.mutate(field.current?.value ?? '')
  }
  const error = entering.error ?? again.error
  return (
    <form className={styles.step} onSubmit={submit} noValidate>
      <p id={`${id}-hint`} role="status">
        {words(email.trim())}
      </p>
      <label htmlFor={id}>{signInWords.code}</label>
      <input
        ref={field}
        id={id}
        className={`${fields.input} ${styles.code}`}
        inputMode="numeric"
        autoComplete="one-time-code"
        required
        maxLength={20}
        aria-invalid={entering.isError}
        aria-describedby={error ? `${id}-error` : `${id}-hint`}
      />
      {error && (
        <p id={`${id}-error`} role="alert">
          {failureWords(error, sentences, { invalid: signInTrouble.invalidCode })}
        </p>
      )}
      <button type="submit" className={choices.first} aria-disabled={entering.isPending}>
        {entering.isPending ? signInWords.checking : signInWords.enterCode}
      </button>
      <div className={choices.choices}>
        <button
          type="button"
          className={choices.second}
          aria-disabled={again.isPending}
          onClick={() => again.isPending || again.mutate()}
        >
          {signInWords.sendAgain}
        </button>
        <button type="button" className={choices.second} onClick={back}>
          {signInWords.otherAddress}
        </button>
      </div>
    </form>
  )
}
