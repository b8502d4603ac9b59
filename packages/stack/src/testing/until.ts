/** Longest that a test waits for anything: a bound for what never happens, far above what a loaded machine needs. */
const UNTIL_MS = 120_000
const ASK_MS = 5

/** Waits for a condition, asking again as fast as it answers. @throws when it does not hold within two minutes */
export async function until(what: string, condition: () => boolean | Promise<boolean>): Promise<void> {
  const deadline = performance.now() + UNTIL_MS
  while (!(await condition())) {
    if (performance.now() > deadline) throw new Error(`timed out after ${UNTIL_MS} ms waiting until ${what}`)
    await new Promise((resolve) => setTimeout(resolve, ASK_MS))
  }
}
