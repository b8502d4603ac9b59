'use client'

import type { HoldView } from '@hourglass/core/contract'
import Link from 'next/link'
import { useState } from 'react'
import { Held } from '../holding/held'
import { holdWords } from '../words/holding'
import { momentWords } from '../words/time'

/** A hold: with its ring and choices when it was active as the page opened, else in words. */
export function MyHold({ hold }: { hold: HoldView }) {
  const [wasActive] = useState(hold.status === 'ACTIVE')
  return (
    <li data-item={hold.item_id}>
      <Link href={`/items/${hold.item_id}`} prefetch={false}>
        {hold.item.name}
      </Link>
      {wasActive ? (
        <Held hold={hold} />
      ) : (
        <p>
          {holdWords[hold.status]} <time dateTime={hold.changed_at}>{momentWords(hold.changed_at)}</time>
        </p>
      )}
    </li>
  )
}
