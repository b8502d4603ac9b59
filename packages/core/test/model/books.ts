/**
 * What the books should say, told by a model that knows nothing of Redis, SQL, epochs or batches: units sold, units held, and
 * units on their way under a take that the ledger does not have.
 */
export interface Line {
  position: number
  quantity: number
}

export interface ItemRule {
  stock: number
  /** Units of it that one buyer may have. */
  limit: number
}

/** Units of one buyer, set aside or sold. */
export interface Share {
  user: string
  lines: Line[]
}

export interface Books {
  sold: Share[]
  /** By the hold's or order's name. */
  held: Map<string, Share>
  /** Taken in the gate alone. */
  taken: Set<Share>
  /** Lines that can be had, each by itself, and why the first of the others cannot. */
  choose(user: string, lines: Line[], view: View): { chosen: Line[]; refusal: 'sold_out' | 'limit_reached' }
  /** Why none of the lines can be had: `sold_out` becomes what it is when units that are not sold may come back. */
  explain(user: string, short: Line[], refusal: string, asked?: Line[]): string
  /** Whether a line is on the shelf. */
  isFree(line: Line, view: View): boolean
}

/** The gate sees takes; the ledger alone does not, and sums up what a buyer asks for before it looks at the limit. */
export type View = 'gate' | 'ledger'

const unitsOf = (shares: Iterable<Share>, is: (share: Share, line: Line) => boolean): number => {
  let units = 0
  for (const share of shares) for (const line of share.lines) if (is(share, line)) units += line.quantity
  return units
}

export function createBooks(rules: readonly ItemRule[], limit: number): Books {
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
