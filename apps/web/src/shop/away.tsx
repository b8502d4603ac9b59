import { AskAgain } from '../time/ask-again'
import { Notice } from './notice'

const ASK_MS = 3_000

/** The API gives no answer. The page asks again until it does. */
export function Away() {
  return (
    <Notice title="The shop is out of reach.">
      <p role="status">
        What was bought stays bought. <span className="scripted">This page goes on by itself.</span>
        <noscript>Load it again in a moment.</noscript>
      </p>
      <AskAgain everyMs={ASK_MS} told />
    </Notice>
  )
}
