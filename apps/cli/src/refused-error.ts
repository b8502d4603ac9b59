import { type Refused, refusals } from '@hourglass/core/contract'

/** An operation was refused; the message has its outcome code. */
export class RefusedError extends Error {
  override name = 'RefusedError'
  readonly refused: Refused
  constructor(refused: Refused) {
    super(`${refused.code}: ${refused.detail ?? refusals[refused.code].sentence}`)
    this.refused = refused
  }
}
