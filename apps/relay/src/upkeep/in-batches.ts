/** Rows per statement, to keep each one short, and statements per run. Pruning the events of a busy day may take hours. */
const ROWS_MAX = 2_000
const ROUNDS_MAX = 50

/** Repeats a statement that changes at most `rowsMax` rows, until it has changed fewer. */
export async function inBatches(change: (rowsMax: number) => Promise<number>): Promise<void> {
  for (let round = 0; round < ROUNDS_MAX; round++) if ((await change(ROWS_MAX)) < ROWS_MAX) return
}
