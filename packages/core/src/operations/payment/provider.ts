/** What a provider says about a payment. */
export interface ProviderPayment {
  /**
   * `authorized`: the buyer's money is reserved and can be captured. `canceled`: nobody can pay it any more. `refunded`: it was captured
   * and given back, all of it.
   */
  status: 'pending' | 'authorized' | 'captured' | 'canceled' | 'refunded'
  /** What the buyer has agreed to pay, in minor units of `currency`. */
  amount: number
  currency: string
  /** How much of the captured money was given back, in minor units. */
  refunded: number
}

/** What a provider needs to know of an order. */
export interface PayableOrder {
  orderId: string
  /** The order number that people read. */
  number: string
  /** In minor units of `currency`. */
  amount: number
  currency: string
  payBy: Date
}

/** A message of a provider. What has changed is read from the provider, so messages may be lost, repeated, late or out of order. */
export interface ProviderEvent {
  id: string
  type: string
  /** What it is about: the payment, or a part of it that has an id of its own. */
  ref: string
  orderId: string
}

/** A payment that the provider refuses for good, such as one below its smallest amount. A repeat would be refused again. */
export class Unpayable extends Error {
  override name = 'Unpayable'
}

/** Why a call to a provider failed. After `not_found` and `refused` the provider itself works: only this payment has a problem. */
export type FailureKind =
  | 'not_found'
  | 'refused'
  | 'unauthorized'
  | 'rate_limited'
  | 'unavailable'
  | 'timeout'
  | 'unreachable'

/** A call to a provider that failed. It may succeed later. */
export class ProviderFailure extends Error {
  override name = 'ProviderFailure'
  readonly kind: FailureKind
  constructor(kind: FailureKind, message: string) {
    super(message)
    this.kind = kind
  }
}

/** An event whose signature does not belong to its provider. */
export class BadSignature extends Error {
  override name = 'BadSignature'
}

/**
 * A company that takes payments. Every call may be repeated with the same result, and throws when the provider does not answer in time or
 * answers with an error; the caller tries again later.
 */
export interface PaymentProvider {
  readonly name: 'test' | 'stripe'
  /** Whether nobody is charged: it is for tests. */
  readonly isPlayMoney: boolean
  /**
   * Creates the payment of an order, once: a repeat returns the same. `url`: where the buyer pays.
   * @throws Unpayable
   */
  create(order: PayableOrder): Promise<{ ref: string; url: string }>
  read(ref: string): Promise<ProviderPayment>
  /** Ends a payment that nobody has paid. One that was paid in the meantime stays as it is. */
  expire(ref: string): Promise<ProviderPayment>
  /** Takes the authorized money. */
  capture(ref: string): Promise<ProviderPayment>
  /** Gives the money back: releases what is authorized, refunds what is captured. */
  release(ref: string): Promise<ProviderPayment>
  /**
   * Gives part of the captured money back, once for each key: a repeat with the same key changes nothing.
   * @param amount in minor units of the payment's currency
   */
  refund(ref: string, refund: { key: string; amount: number }): Promise<ProviderPayment>
  /**
   * Verifies an event and reads it. undefined: it is about no payment.
   * @param raw the body as it was sent
   * @throws BadSignature
   */
  event(raw: Buffer, headers: Record<string, string | string[] | undefined>): ProviderEvent | undefined
}
