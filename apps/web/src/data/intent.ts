/** Options of a mutation that is done once: onceLink gives it a key. */
export const ONCE = { context: { once: true } }

const KEY_BYTES = 16

/** randomUUID is for secure contexts only, which a page in one's own network is not. */
export const newKey = (): string =>
  Array.from(crypto.getRandomValues(new Uint8Array(KEY_BYTES)), (byte) => byte.toString(16).padStart(2, '0')).join('')

/** A browser may refuse to keep anything; then a reload is a new intent. */
export function loadStored(place: string): string | null {
  try {
    return sessionStorage.getItem(place)
  } catch {
    return null
  }
}

export function store(place: string, key: string | null): void {
  try {
    if (key === null) sessionStorage.removeItem(place)
    else sessionStorage.setItem(place, key)
  } catch {
    // As above.
  }
}
