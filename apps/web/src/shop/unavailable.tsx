import { setStatus } from '../server/responses'
import { AutoRefresh } from '../time/auto-refresh'
import { Notice } from './notice'

const POLL_MS = 3_000

/** The API does not respond: status 503. The page retries until it does. */
export function Unavailable() {
  setStatus(503)
  return (
    <Notice title="The shop is unavailable.">
      <p role="status">
        Your orders are safe. <span className="scripted">This page keeps retrying.</span>
        <noscript>Reload it in a moment.</noscript>
      </p>
      <AutoRefresh everyMs={POLL_MS} showNextRetry />
    </Notice>
  )
}
