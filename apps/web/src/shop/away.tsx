import { AskAgain } from '../time/ask-again'
import { Notice } from './notice'

const ASK_MS = 3_000

/** The API gives no answer. The page asks again until it does. */
export function Away() {
  return (
    <Notice title="The shop is unavailable.">
      <p role="status">
        Your orders are safe. <span className="scripted">This page keeps retrying.</span>
        <noscript>Reload it in a moment.</noscript>
      </p>
      <AskAgain everyMs={ASK_MS} told />
    </Notice>
  )
}
