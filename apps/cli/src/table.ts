/** Aligns cells in columns, each as wide as its widest cell. Numeric columns are right-aligned. */
export function columns(rows: readonly (readonly string[])[]): string[] {
  const count = Math.max(0, ...rows.map((row) => row.length))
  const at = Array.from({ length: count }, (_, i) => i)
  const widths = at.map((i) => Math.max(...rows.map((row) => row[i]?.length ?? 0)))
  const numeric = at.map(
    (i) => rows.slice(1).length > 0 && rows.slice(1).every((row) => /^[\d,.]+$/.test(row[i] ?? '')),
  )
  const cell = (row: readonly string[], i: number): string => {
    const text = row[i] ?? ''
    return numeric[i] ? text.padStart(widths[i] ?? 0) : text.padEnd(widths[i] ?? 0)
  }
  return rows.map((row) =>
    at
      .map((i) => cell(row, i))
      .join('  ')
      .trimEnd(),
  )
}

/** A table with a header, or `none` if it has no rows. */
export const table = (head: string[], rows: string[][], none: string): string[] =>
  rows.length === 0 ? [none] : columns([head, ...rows])

export const count = (value: number): string => value.toLocaleString('en')
/** `2026-01-31 18:00:00`, in UTC. */
export const moment = (time: string | null): string => (time ? time.slice(0, 19).replace('T', ' ') : '')
