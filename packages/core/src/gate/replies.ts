import type { Line, LineRefusal, TakeKind } from './records.ts'
import type { Units } from './units.ts'

/** What every script may answer before it does anything. */
export type Fenced = { status: 'no_epoch' | 'stale' }
/** The sale takes nobody now, by Redis' clock. */
export type Closed = { status: 'not_open' | 'paused' | 'closed' }
/** (purchases and additions only) what became of the checkout that is meant. */
export type Unopened = { status: 'unknown' | 'used' | 'not_yours' }

export type CheckoutReply =
  | Fenced
  | Closed
  | Unopened
  | { status: 'sold_out' | 'too_many' | 'taken' }
  | { status: 'ok'; lines: Line[] }

export interface Taken {
  /** `known`: by an earlier call. */
  status: 'taken' | 'known' | 'refused'
  /** The take's; another one than asked for when the buyer holds the item already. */
  id: string
  buyer: string
  taken: Line[]
  refused: { position: number; reason: LineRefusal }[]
}

export type LookReply =
  | { status: 'no_epoch' }
  | { status: 'unchanged' }
  | { status: 'ok'; epoch: number; seq: number; units: Units }

export interface OverdueTake {
  id: string
  kind: TakeKind
}

/** The sale as the gate must know it: which one, and under which epoch the caller believes it to be. */
export interface GateSale {
  id: number
  epoch: number
}
