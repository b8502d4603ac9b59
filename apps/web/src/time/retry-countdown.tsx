import { secondsBetween } from './seconds-between'
import { useBrowserSeconds } from './use-seconds'

/** A countdown to the next retry, not announced by screen readers. `at`: Unix milliseconds. */
export function RetryCountdown({ at }: { at: number }) {
  const now = useBrowserSeconds(true)
  const seconds = now > 0 ? secondsBetween(now, at) : 0
  return (
    <p aria-live="off" data-next-try={at}>
      {seconds > 0 ? `Retrying in ${seconds} s.` : 'Retrying now.'}
    </p>
  )
}
