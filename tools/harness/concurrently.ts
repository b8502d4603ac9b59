/** Does each of the things, at most `width` at once, in order. */
export async function together<Thing>(
  width: number,
  things: readonly Thing[],
  act: (thing: Thing) => Promise<unknown>,
): Promise<void> {
  const rest = things.values()
  const work = async () => {
    for (const thing of rest) await act(thing)
  }
  await Promise.all(Array.from({ length: width }, work))
}
