import type { SaleBooks } from './books.ts'
import { type Case, told } from './evidence.ts'
import { every, type Finding } from './finding.ts'

const NOT_KNOWN = new Set(['code_not_found', 'hold_not_found', 'order_not_found', 'item_not_found', 'sale_not_found'])

/** What no answer may be, whatever was killed: the crowd names nothing but what it was given. */
export function judgeAnswers({ calls }: Case, sales: readonly SaleBooks[]): Finding[] {
  const stockOf = new Map(
    sales.map(({ ledger }) => [ledger.id, ledger.items.reduce((sum, item) => sum + item.stock, 0)]),
  )
  return [
    every('no answer is a defect', calls, (call) => call.status >= 500 && call.status !== 503 && told(call)),
    every('what was given out is known', calls, (call) => NOT_KNOWN.has(call.outcome) && told(call)),
    every(
      'a sale shown adds up to its stock',
      calls.filter((call) => call.kind === 'browse' && call.body.units),
      (call) => {
        const { available = 0, held = 0, sold = 0 } = call.body.units ?? {}
        const stock = stockOf.get(call.saleId)
        return available + held + sold !== stock && `${told(call)}: ${available} + ${held} + ${sold}, stock ${stock}`
      },
    ),
  ]
}
