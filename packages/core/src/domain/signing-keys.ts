import { createHmac } from 'node:crypto'

/** Keys of one purpose. A signature is made with `current` and is good under any of `valid`, which begins with it. */
export interface SigningKeys {
  readonly current: Buffer
  readonly valid: readonly Buffer[]
}

/** A key for one purpose alone: HMAC-SHA-256 of the purpose under the key it is derived from (RFC 5869 §2.3, one block). */
export const deriveKey = (from: Buffer, purpose: string): Buffer => createHmac('sha256', from).update(purpose).digest()

/** The keys derived from others for a purpose; they change with them. */
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
