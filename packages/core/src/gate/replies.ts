import type { Line, LineRefusal, TakeKind } from './records.ts'
import type { Units } from './units.ts'

/** What every script may return before it changes anything. */
export type Fenced = { status: 'no_epoch' | 'stale' }
/** The sale is not open now, by Redis' clock. */
export type Closed = { status: 'not_open' | 'paused' | 'closed' }
/** (purchases and additions only) why the checkout cannot be used. */
export type Unopened = { status: 'unknown' | 'used' | 'not_yours' }

export type CheckoutReply =
  | Fenced
  | Closed
  | Unopened
  | { status: 'sold_out' | 'too_many' | 'taken' }
  | { status: 'ok'; lines: Line[] }

export interface Taken {
  /** `known`: taken by an earlier call. */
  status: 'taken' | 'known' | 'refused'
  /** The id of the take. It differs from the requested one if the buyer already holds the item. */
  id: string
  buyer: string
  taken: Line[]
  refused: { position: number; reason: LineRefusal }[]
}

export type ReadReply =
  | { status: 'no_epoch' }
  | { status: 'unchanged' }
  | { status: 'ok'; epoch: number; seq: number; units: Units }

export interface OverdueTake {
  id: string
  kind: TakeKind
}

/** The sale and the epoch that the caller expects the gate to have. */
export interface GateSale {
  id: number
  epoch: number
}
