'use client'

import { Notice } from '../../shop/notice'

export default function Failure({ reset }: { reset: () => void }) {
  return (
    <Notice title="Something went wrong on our side.">
      <p>You won’t be charged twice, and your orders are safe.</p>
      <p>
        <button type="button" onClick={reset}>
          Try again
        </button>
      </p>
    </Notice>
  )
}
