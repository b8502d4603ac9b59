import { PAYING_ENV, payUntilStopped } from '../../crowd/payers.ts'
import { judgePayments } from '../../judge/payments.ts'
import { killAndFlush } from '../beside.ts'
import type { Fault } from '../fault.ts'

const PAYERS = 40
/** Pauses between two faults of a kind. */
const KILL_MS = 1_500
const FLUSH_MS = 1_500

const paid: Fault = {
  name: 'payments',
  what: 'buyers pay, decline, pay late, pay another amount, cancel and are refunded, while servers are killed and Redis is flushed',
  env: PAYING_ENV,
  async beside({ fleet, floor: { sender }, size: { seed }, stores }, { stopping }) {
    const evidence = await payUntilStopped({ fleet, sender, seed, count: PAYERS }, stopping)
    return (await judgePayments(stores, evidence)).findings
  },
  inject: killAndFlush(KILL_MS, FLUSH_MS),
}

export const payments = [paid]
