/** The text format of checkouts and takes in the gate. Keep in sync with record.lua. */

/** What a take becomes in the ledger. */
export type TakeKind = 'purchase' | 'order' | 'hold'

/** A quantity of the item at a position of its sale. */
export interface Line {
  position: number
  quantity: number
}

/** Reads `position:quantity,…`. */
export function readLines(text: string): Line[] {
  if (text === '') return []
  return text.split(',').map((pair) => {
    const [position, quantity] = pair.split(':')
    return { position: Number(position), quantity: Number(quantity) }
  })
}

/** The inverse of {@link readLines}. */
export const writeLines = (lines: readonly Line[]): string =>
  lines.map((line) => `${line.position}:${line.quantity}`).join(',')

/** A checkout: `position:quantity,… user_id`. */
export const writeCheckout = (checkout: { userId: string; lines: readonly Line[] }): string =>
  `${writeLines(checkout.lines)} ${checkout.userId}`

/** A take that the ledger holds, which has no deadline: `0 kind position:quantity,… user_id`. */
export const writeHeldTake = (take: { kind: TakeKind; userId: string; lines: readonly Line[] }): string =>
  `0 ${take.kind} ${writeCheckout(take)}`

/** Reads the buyer and the positions of a take. */
export function readTake(text: string): { buyer: string; positions: number[] } {
  const [, lines = '', buyer = ''] = /^\d+ [a-z]+ ([\d:,]+) (.*)$/s.exec(text) ?? []
  return { buyer, positions: readLines(lines).map((line) => line.position) }
}

export type LineRefusal = 'sold_out' | 'limit_reached'

/** Reads `position:reason,…`. */
export function readRefusals(text: string): { position: number; reason: LineRefusal }[] {
  if (text === '') return []
  return text.split(',').map((pair) => {
    const [position, reason] = pair.split(':')
    return { position: Number(position), reason: reason === 'limit_reached' ? 'limit_reached' : 'sold_out' }
  })
}
