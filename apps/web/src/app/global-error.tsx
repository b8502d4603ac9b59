'use client'

import '../theme/tokens.css'
import '../theme/base.css'
import { Notice } from '../shop/notice'

/** Replaces the whole document when the root layout fails. */
export default function GlobalFailure() {
  return (
    <html lang="en">
      <body>
        <Notice title="Something went wrong on our side.">
          <p>
            You won’t be charged twice, and your orders are safe. <a href="/">Go to the current drop</a>.
          </p>
        </Notice>
      </body>
    </html>
  )
}
