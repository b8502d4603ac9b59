import * as contract from '@hourglass/core/contract'
import { isLoopback } from '@hourglass/core/domain'
import type { PaymentOptions, Settings } from '@hourglass/core/operations'
import { readPayments } from '@hourglass/core/payment-settings'
import { reasonOf } from '@hourglass/stack'
import { UsageError } from './usage-error.ts'

const UNITS_MS: Record<string, number> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000 }

/** Time between hourly sales in milliseconds, from SALE_PERIOD, as the servers read it. @throws UsageError */
export const readPeriod = ({ SALE_PERIOD: text }: NodeJS.ProcessEnv): number => durationOf('SALE_PERIOD', text || '1h')

/** Maximum replication lag in milliseconds, from DATABASE_HISTORY_LAG. @throws UsageError */
export const readHistoryLag = ({ DATABASE_HISTORY_LAG: text }: NodeJS.ProcessEnv): number =>
  durationOf('DATABASE_HISTORY_LAG', text || '10s')

/** Validity of a pass in milliseconds, from PASS_TTL. @throws UsageError */
export const readPassTtl = ({ PASS_TTL: text }: NodeJS.ProcessEnv): number => durationOf('PASS_TTL', text || '10m')

/** First admission rate of a waiting room, per minute, from QUEUE_RATE. @throws UsageError */
export function readQueueRate({ QUEUE_RATE: text }: NodeJS.ProcessEnv): number {
  const rate = Number(text || 600)
  if (Number.isInteger(rate) && rate >= 1 && rate <= contract.QUEUE_RATE_MAX) return rate
  throw new UsageError(`QUEUE_RATE must be a whole number from 1 to ${contract.QUEUE_RATE_MAX}.`)
}

/** Whether a new sale has a waiting room, from SALE_DOOR. @throws UsageError */
export function readDoor({ SALE_DOOR: text }: NodeJS.ProcessEnv): Settings['door'] {
  if (!text || text === 'open') return 'open'
  if (text === 'queue') return text
  throw new UsageError('SALE_DOOR must be open or queue.')
}

/**
 * The provider of payments; undefined: nobody takes payments. Commands make no payments, which need the storefront's address.
 * @throws UsageError
 */
export function readProvider(env: NodeJS.ProcessEnv): PaymentOptions | undefined {
  try {
    return readPayments(env, '')
  } catch (error) {
    throw new UsageError(`${reasonOf(error)}.`)
  }
}

/** Whether a new sale takes payment, from SALE_PAYMENT and PAYMENTS, as the servers read them. @throws UsageError */
export function readPayment(env: NodeJS.ProcessEnv): Settings['payment'] {
  const text = env.SALE_PAYMENT
  if (!text) return readProvider(env) ? 'required' : 'none'
  if (text === 'none' || text === 'required') return text
  throw new UsageError('SALE_PAYMENT must be none or required.')
}

function durationOf(variable: string, text: string): number {
  const [, number, unit = ''] = /^(\d{1,9})(ms|s|m|h)$/.exec(text) ?? []
  if (number === undefined) throw new UsageError(`${variable} must be a duration such as 10s, 15m or 1h.`)
  return Number(number) * (UNITS_MS[unit] ?? 1)
}

/** Whether guests may buy in a new sale, from SALE_GUESTS and HOST, as the servers read them. @throws UsageError */
export function readGuests(env: NodeJS.ProcessEnv): Settings['guests'] {
  const text = env.SALE_GUESTS
  if (!text) return isLoopback(env.HOST || '127.0.0.1') ? 'allowed' : 'refused'
  if (text === 'allowed' || text === 'refused') return text
  throw new UsageError('SALE_GUESTS must be allowed or refused.')
}
