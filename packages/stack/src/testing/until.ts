/** Longest that a test waits for anything. */
const UNTIL_MS = 30_000
const ASK_MS = 5

/** Waits for a condition, asking again as fast as it answers. @throws when it is not so within 30 s */
export async function until(what: string, condition: () => boolean | Promise<boolean>): Promise<void> {
  const deadline = performance.now() + UNTIL_MS
  while (!(await condition())) {
    if (performance.now() > deadline) throw new Error(`waited ${UNTIL_MS} ms in vain until ${what}`)
    await new Promise((resolve) => setTimeout(resolve, ASK_MS))
  }
}
