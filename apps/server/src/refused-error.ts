import type { Refused } from '@hourglass/core/contract'

/** Carries a refusal through tRPC and the framework's hooks, which know errors only. */
export class RefusedError extends Error {
  override name = 'RefusedError'
  readonly refused: Refused
  constructor(refused: Refused) {
    super(refused.code)
    this.refused = refused
  }
}
