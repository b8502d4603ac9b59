/** What one simulated world has shown. */
export interface Found {
  /** Broken promises, as text. */
  broken: string[]
  steps: number
  /** Injected faults, in order. */
  suffered: string[]
}

/** Up to `count` consecutive seeds, while `going` returns true. */
export function* seedsFrom(first: number, count: number, going: () => boolean = () => true): Generator<number> {
  for (let seed = first; seed < first + count && going(); seed++) yield seed
}

interface Run {
  mutant: string | undefined
  /** Called for each finished world. */
  onWorld(seed: number, found: Found): void
}

/** A kind of worlds, as `pnpm verify simulation` runs them. */
export interface Worlds {
  mutants: readonly string[]
  /** What each fault is, by its kind. */
  faults: Record<string, string>
  /** Runs up to `count` worlds for some time. `threads` counts only for worlds that need a processor. */
  run(options: Run & { first: number; count: number; seconds: number; threads: number }): Promise<void>
  /** Runs worlds one after the other and describes what happens in them. */
  trace(options: Run & { seeds: Iterator<number>; trace: (line: string) => void }): Promise<void>
}
