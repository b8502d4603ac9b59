/** Passes of waiting rooms, shared by the tabs of a browser. */

const PLACE = 'hourglass passes'

interface Kept {
  saleId: number
  pass: string
  /** Unix milliseconds. */
  expiresAt: number
}

/** An expired pass is sent for a day longer, so that the server can say that it has expired. */
const KEPT_MS = 24 * 3_600_000
/** As many as the server reads. */
const PASSES_MAX = 8

function load(): Kept[] {
  try {
    const kept: Kept[] = JSON.parse(localStorage.getItem(PLACE) ?? '[]')
    return kept.filter(({ expiresAt }) => expiresAt > Date.now() - KEPT_MS)
  } catch {
    return inMemory
  }
}

/** Where storage is blocked, passes last as long as the page. */
let inMemory: Kept[] = []

function store(kept: Kept[]): void {
  inMemory = kept
  try {
    localStorage.setItem(PLACE, JSON.stringify(kept))
  } catch {
    // See above.
  }
}

/** Keeps the pass for a sale; null: forgets it. */
export function keepPass(saleId: number, pass: Omit<Kept, 'saleId'> | null): void {
  const others = load().filter((kept) => kept.saleId !== saleId)
  store(pass ? [{ saleId, ...pass }, ...others].slice(0, PASSES_MAX) : others)
}

/** The header with all passes of this browser. */
export function passHeader(): Record<string, string> {
  const passes = load().map(({ pass }) => pass)
  return passes.length > 0 ? { 'hourglass-pass': passes.join(',') } : {}
}
