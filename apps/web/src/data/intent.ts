/** Options of a mutation that must run once: onceLink adds an idempotency key. */
export const ONCE = { context: { once: true } }

const KEY_BYTES = 16

/** randomUUID needs a secure context, which a page on a local network is not. */
export const newKey = (): string =>
  Array.from(crypto.getRandomValues(new Uint8Array(KEY_BYTES)), (byte) => byte.toString(16).padStart(2, '0')).join('')

/** Storage may be blocked; then a reload starts a new intent. */
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
    // See loadStored.
  }
}
