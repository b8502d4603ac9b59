type Step = { is: 'move'; to: number } | { is: 'open' } | { is: 'zoom'; closer: boolean } | { is: 'whole' }

/** Rows per Page Up or Page Down. */
const PAGE_ROWS = 10

/** The action of a key in the field; null for other keys. */
export function stepOf(
  key: string,
  { at, columns, count }: { at: number | null; columns: number; count: number },
): Step | null {
  const by: Record<string, number> = {
    ArrowLeft: -1,
    ArrowRight: 1,
    ArrowUp: -columns,
    ArrowDown: columns,
    PageUp: -PAGE_ROWS * columns,
    PageDown: PAGE_ROWS * columns,
  }
  const step = by[key]
  if (step !== undefined) {
    if (at === null) return { is: 'move', to: 0 }
    const to = at + step
    return { is: 'move', to: to >= 0 && to < count ? to : at }
  }
  if (key === 'Home') return { is: 'move', to: 0 }
  if (key === 'End') return { is: 'move', to: count - 1 }
  if (key === 'Enter') return { is: 'open' }
  if (key === '+' || key === '=') return { is: 'zoom', closer: true }
  if (key === '-') return { is: 'zoom', closer: false }
  return key === 'Escape' ? { is: 'whole' } : null
}
