import type { Refused } from '@hourglass/core/contract'

/** Carries a refusal through code that knows only errors: tRPC and Fastify's hooks. */
export class RefusedError extends Error {
  override name = 'RefusedError'
  readonly refused: Refused
  constructor(refused: Refused) {
    super(refused.code)
    this.refused = refused
  }
}
