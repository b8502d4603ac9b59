'use client'

import { Notice } from '../../shop/notice'

export default function Failure({ reset }: { reset: () => void }) {
  return (
    <Notice title="This is our mistake.">
      <p>Nothing is bought twice, and what was bought stays bought.</p>
      <p>
        <button type="button" onClick={reset}>
          Show the page again
        </button>
      </p>
    </Notice>
  )
}
