import { isUnknown, troubleOf } from './problem'

const KEY_BYTES = 16

/**
 * Does once what the shopper means once: the same words, meant again before an answer was had, also after a reload, go out under
 * the same Idempotency-Key. `intent`: what is meant, such as `order 12×1`.
 */
export async function once<T>(intent: string, ask: (options: { context: { key: string } }) => Promise<T>): Promise<T> {
  const place = `hourglass ${intent}`
  const key = kept(place) ?? newKey()
  keep(place, key)
  try {
    const answer = await ask({ context: { key } })
    keep(place, null)
    return answer
  } catch (error) {
    if (!isUnknown(troubleOf(error))) keep(place, null)
    throw error
  }
}

/** randomUUID is for secure contexts only, which a page in one's own network is not. */
export const newKey = (): string =>
  Array.from(crypto.getRandomValues(new Uint8Array(KEY_BYTES)), (byte) => byte.toString(16).padStart(2, '0')).join('')

/** A browser may refuse to keep anything; then a reload is a new intent. */
export function kept(place: string): string | null {
  try {
    return sessionStorage.getItem(place)
  } catch {
    return null
  }
}

export function keep(place: string, key: string | null): void {
  try {
    if (key === null) sessionStorage.removeItem(place)
    else sessionStorage.setItem(place, key)
  } catch {
    // As above.
  }
}
