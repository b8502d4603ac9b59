/**
 * A reference model of a sale's units, independent of Redis, SQL, epochs and batches: units sold, units held, and units taken in the gate
 * but not committed.
 */
export interface Line {
  position: number
  quantity: number
}

export interface ItemRule {
  stock: number
  /** Most units of the item per buyer. */
  limit: number
}

/** Units of one buyer, held or sold. */
export interface Share {
  user: string
  lines: Line[]
}

export interface StockModel {
  sold: Share[]
  /** By the name of the hold or order. */
  held: Map<string, Share>
  /** Taken in the gate only. */
  taken: Set<Share>
  /** The available lines, each decided separately, and the reason for refusing the others. */
  choose(user: string, lines: Line[], view: View): { chosen: Line[]; refusal: 'sold_out' | 'limit_reached' }
  /** The final refusal for lines that are short: `sold_out` becomes `item_held` or `held_by_you` if unsold units may come back. */
  explain(user: string, short: Line[], refusal: string, asked?: Line[]): string
  /** Whether a line is available. */
  isFree(line: Line, view: View): boolean
}

/** The gate counts takes. The ledger alone does not, and it sums a buyer's lines before it checks the limit. */
export type View = 'gate' | 'ledger'

const unitsOf = (shares: Iterable<Share>, is: (share: Share, line: Line) => boolean): number => {
  let units = 0
  for (const share of shares) for (const line of share.lines) if (is(share, line)) units += line.quantity
  return units
}

export function createStockModel(rules: readonly ItemRule[], limit: number): StockModel {
  const sold: Share[] = []
  const held = new Map<string, Share>()
  const taken = new Set<Share>()
  const count = (view: View, is: (share: Share, line: Line) => boolean) =>
    unitsOf(sold, is) + unitsOf(held.values(), is) + (view === 'gate' ? unitsOf(taken, is) : 0)

  const isFree = ({ position, quantity }: Line, view: View) =>
    (rules[position]?.stock ?? 0) - count(view, (_, line) => line.position === position) >= quantity

  return {
    sold,
    held,
    taken,
    isFree,
    explain(user, short, refusal, asked = short) {
      if (refusal !== 'sold_out') return refusal
      const mayComeBack = short.some(({ position }) => {
        const wanted = unitsOf([{ user, lines: asked }], (_, line) => line.position === position)
        return (rules[position]?.stock ?? 0) - unitsOf(sold, (_, line) => line.position === position) >= wanted
      })
      if (!mayComeBack) return refusal
      return short.some(({ position }) => held.has(`${user} ${position}`)) ? 'held_by_you' : 'item_held'
    },
    choose(user, lines, view) {
      let room = limit - count(view, (share) => share.user === user)
      const chosen: Line[] = []
      let refusal: 'sold_out' | 'limit_reached' = 'sold_out'
      for (const line of lines) {
        const { position, quantity } = line
        if (!isFree(line, view)) continue
        const has = count(view, (share, other) => share.user === user && other.position === position)
        if (has + quantity > (rules[position]?.limit ?? 0)) {
          refusal = 'limit_reached'
          continue
        }
        if (quantity > room) refusal = 'limit_reached'
        else chosen.push(line)
        if (quantity <= room || view === 'ledger') room -= quantity
      }
      return { chosen, refusal }
    },
  }
}
