/** Timeout of every wait in tests, far above what a loaded machine needs. */
const UNTIL_MS = 120_000
const POLL_MS = 5

/** Polls until a condition holds. @throws if it does not hold within two minutes */
export async function until(what: string, condition: () => boolean | Promise<boolean>): Promise<void> {
  const deadline = performance.now() + UNTIL_MS
  while (!(await condition())) {
    if (performance.now() > deadline) throw new Error(`timed out after ${UNTIL_MS} ms waiting until ${what}`)
    await new Promise((resolve) => setTimeout(resolve, POLL_MS))
  }
}
