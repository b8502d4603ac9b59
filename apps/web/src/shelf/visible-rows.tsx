'use no memo'

import { useWindowVirtualizer } from '@tanstack/react-virtual'
import { type RefObject, useLayoutEffect } from 'react'
import type { Rows } from './card-grid'
import { useGridMeasure } from './use-grid-measure'

interface VisibleRowsProps {
  grid: RefObject<HTMLUListElement | null>
  /** Cards in all rows. */
  count: number
  onVisible(rows: Rows): void
}

/** Rows rendered beyond the viewport. */
const OVERSCAN_ROWS = 2

/** Reports which rows of a grid are near the viewport. It renders nothing itself, so the server-rendered grid stays. */
export function VisibleRows({ grid, count, onVisible }: VisibleRowsProps) {
  const { columns, rowHeight, top } = useGridMeasure(grid)
  const virtual = useWindowVirtualizer({
    count: Math.ceil(count / columns),
    estimateSize: () => rowHeight,
    overscan: OVERSCAN_ROWS,
    scrollMargin: top,
    useFlushSync: false,
    getItemKey: (row) => `${row} ${rowHeight}`,
  })
  const seen = virtual.getVirtualItems()
  const first = seen[0]?.index ?? 0
  const last = seen.at(-1)?.index ?? 2 * OVERSCAN_ROWS - 1
  const known = seen.length > 0 || count === 0
  useLayoutEffect(() => {
    if (known) onVisible({ first, last, of: count, columns, height: rowHeight })
  }, [known, first, last, count, columns, rowHeight, onVisible])
  return null
}
