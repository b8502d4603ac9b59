import { itemInput, type Outcome, yes } from '@hourglass/core/contract'
import { type Context, drawItem } from '@hourglass/core/operations'

/** Pictures kept in memory, 4 kB each at most; those not asked for longest go first. */
const PICTURES_MAX = 4_096

/** Pictures of items, each drawn once however many ask for it. They never change. */
export function createPictures(ctx: Context): (input: unknown) => Promise<Outcome<string>> {
  const kept = new Map<number, string>()
  return async (input) => {
    const id = itemInput.safeParse(input).data?.id
    const known = id === undefined ? undefined : kept.get(id)
    const outcome = known === undefined ? await drawItem(ctx, input) : yes(known)
    if (id !== undefined && outcome.ok) {
      kept.delete(id)
      kept.set(id, outcome.value)
      for (const oldest of kept.keys().take(Math.max(0, kept.size - PICTURES_MAX))) kept.delete(oldest)
    }
    return outcome
  }
}
