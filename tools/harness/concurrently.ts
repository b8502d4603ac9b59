/** Runs `act` on each item in order, with at most `width` concurrently. */
export async function concurrently<Item>(
  width: number,
  items: readonly Item[],
  act: (item: Item) => Promise<unknown>,
): Promise<void> {
  const rest = items.values()
  const work = async () => {
    for (const item of rest) await act(item)
  }
  await Promise.all(Array.from({ length: width }, work))
}
