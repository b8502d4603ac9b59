'use client'

import '../theme/tokens.css'
import '../theme/base.css'
import { Notice } from '../shop/notice'

/** Stands in for the whole document when its frame has failed. */
export default function GlobalFailure() {
  return (
    <html lang="en">
      <body>
        <Notice title="This is our mistake.">
          <p>
            Nothing is bought twice, and what was bought stays bought. <a href="/">Open the page again</a>.
          </p>
        </Notice>
      </body>
    </html>
  )
}
