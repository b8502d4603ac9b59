import { type Outcome, yes } from '@hourglass/core/contract'
import { type Context, drawItem } from '@hourglass/core/operations'

/** Pictures kept in memory, 4 kB each at most; those not asked for longest go first. */
const PICTURES_MAX = 4_096

/** Pictures of items, each drawn once however many ask for it. They never change. */
export function createPictures(ctx: Context): (params: { id: string }) => Promise<Outcome<string>> {
  const kept = new Map<string, string>()
  return async (params) => {
    const known = kept.get(params.id)
    const outcome = known === undefined ? await drawItem(ctx, params) : yes(known)
    if (outcome.ok) {
      kept.delete(params.id)
      kept.set(params.id, outcome.value)
      for (const oldest of kept.keys().take(Math.max(0, kept.size - PICTURES_MAX))) kept.delete(oldest)
    }
    return outcome
  }
}
