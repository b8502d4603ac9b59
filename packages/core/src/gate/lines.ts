/** Units of the item at a position of its sale. */
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

/** What somebody wants, as scripts are given and keep it: `position:quantity,… user_id`. */
export const writeRecord = (record: { userId: string; lines: readonly Line[] }): string =>
  `${writeLines(record.lines)} ${record.userId}`

export type LineRefusal = 'sold_out' | 'limit_reached'

/** Reads `position:reason,…`. */
export function readRefusals(text: string): { position: number; reason: LineRefusal }[] {
  if (text === '') return []
  return text.split(',').map((pair) => {
    const [position, reason] = pair.split(':')
    return { position: Number(position), reason: reason === 'limit_reached' ? 'limit_reached' : 'sold_out' }
  })
}
