import type { LineView } from '@hourglass/core/contract'

/** "Fluted Obsidian Beacon, 3 × Banded Urn". */
export const namedLines = (lines: readonly Pick<LineView, 'name' | 'quantity'>[]): string =>
  lines.map(({ name, quantity }) => (quantity > 1 ? `${quantity} × ${name}` : name)).join(', ')
