import { pick, type Random } from '../../src/catalog/random.ts'

/** What happens, with everything random already chosen. */
export type Action = () => Promise<void>

/** A kind of action. */
export interface Choice<World> {
  /** Relative frequency. */
  weight: number
  isFault?: true
  /** undefined: there is nothing to do it with. */
  choose(world: World): Action | undefined
}

interface Playable {
  random: Random
  trace: ((line: string) => void) | undefined
}

/**
 * Takes steps of one action, or of two at the same time.
 * @param actions by name
 * @returns how many actions were taken, and the names of those that were faults
 */
export async function play<World extends Playable>(
  world: World,
  actions: Record<string, Choice<World>>,
  { steps, pairShare, after }: { steps: number; pairShare: number; after?: () => Promise<unknown> },
): Promise<{ steps: number; suffered: string[] }> {
  const { random, trace } = world
  const weighted = Object.entries(actions).flatMap((entry) => Array.from({ length: entry[1].weight }, () => entry))
  const suffered: string[] = []
  let taken = 0
  function choose(): [name: string, Action] {
    for (;;) {
      const [name, choice] = pick(random, weighted)
      const action = choice.choose(world)
      if (!action) continue
      taken++
      if (choice.isFault) suffered.push(name)
      return [name, action]
    }
  }
  for (let step = 0; step < steps; step++) {
    const chosen = random() < pairShare ? [choose(), choose()] : [choose()]
    trace?.(`-- ${chosen.map(([name]) => name).join(' and ')}`)
    await Promise.all(chosen.map(([, action]) => action()))
    await after?.()
  }
  return { steps: taken, suffered }
}
