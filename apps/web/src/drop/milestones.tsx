'use client'

import type { SaleView } from '@hourglass/core/contract'
import { useState } from 'react'
import { useUnits } from '../live/use-live'
import { milestoneOf, milestoneWords } from '../words/milestones'

/** Announces to screen readers each milestone passed since the page opened. */
export function Milestones({ sale }: { sale: SaleView }) {
  const { available, held, sold } = useUnits(sale.id, sale.units)
  const total = available + held + sold
  const now = milestoneOf(available + held, total)
  const [initial] = useState(now)
  return (
    <p className="unseen" role="status" data-milestone={now ?? 'none'}>
      {now === initial ? '' : milestoneWords(now)}
    </p>
  )
}
