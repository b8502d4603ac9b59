import { createHmac } from 'node:crypto'

/** Signing keys for one purpose. `current` signs; any of `valid` verifies. `current` is the first of `valid`. */
export interface SigningKeys {
  readonly current: Buffer
  readonly valid: readonly Buffer[]
}

/** Derives a key for one purpose: HMAC-SHA-256 of the purpose under the key it is derived from (RFC 5869 §2.3, one block). */
export const deriveKey = (from: Buffer, purpose: string): Buffer => createHmac('sha256', from).update(purpose).digest()

/** Derived keys that follow their source keys when those are rotated. */
export function derivedKeys(from: SigningKeys, purpose: string): SigningKeys {
  const known = new WeakMap<Buffer, Buffer>()
  const derive = (key: Buffer): Buffer => {
    const derived = known.get(key) ?? deriveKey(key, purpose)
    known.set(key, derived)
    return derived
  }
  return {
    get current() {
      return derive(from.current)
    },
    get valid() {
      return from.valid.map(derive)
    },
  }
}
