import { z } from 'zod'
import { count, timestamp, view } from './registry.ts'

const byName = z.record(z.string(), count)

/** The public audit of a sale: totals from the ledger next to the counters of the gate. */
export const AuditView = view('Audit', {
  sale_id: count.meta({ examples: [12] }),
  units: z
    .object({
      stock: count,
      sold: count,
      held: count.describe('Reserved, in orders that are being decided, or awaiting a payment.'),
      free: z.number().int(),
      awaiting_payment: count.describe('The part of `held` in orders that await their payment.'),
      returned: count.describe('Refunded or canceled after they were sold. They are not part of `sold`.'),
    })
    .meta({ examples: [{ stock: 10_000, sold: 1, held: 1, free: 9_998, awaiting_payment: 0, returned: 0 }] }),
  order_lines: count.describe("Rows in the ledger's list of sold units; equals `units.sold`.").meta({ examples: [1] }),
  orders: count.describe('Orders that own units: confirmed, and refunded in part.').meta({ examples: [1] }),
  orders_by_status: byName.meta({ examples: [{ confirmed: 1 }] }),
  reservations_by_status: byName
    .describe('The counts add up to all reservations ever made.')
    .meta({ examples: [{ ACTIVE: 1 }] }),
  buyers: count.meta({ examples: [2] }),
  most_per_buyer: count.meta({ examples: [1] }),
  buyer_limit: count.meta({ examples: [10] }),
  attempts: byName.describe('Checkout attempts by outcome.').meta({ examples: [{ ok: 3, sold_out: 1 }] }),
  gate: z
    .object({ epoch: count, seq: count, free: count, out: count })
    .nullable()
    .describe('`null` while the gate is unreachable.')
    .meta({ examples: [{ epoch: 1, seq: 4, free: 9_998, out: 1 }] }),
  promises: z.object({ exact: z.boolean(), fair: z.boolean(), conserved: z.boolean() }),
  at: timestamp,
})
export type AuditView = z.infer<typeof AuditView>

const answers = z.enum(['ok', 'error'])
/** Liveness: the process is running. */
export const AliveView = view('Alive', { status: answers })
/** Readiness: both stores respond. */
export const HealthView = view('Health', {
  status: answers.describe('`ok` only when a purchase could succeed.'),
  server: z.enum(['ok', 'starting', 'draining']).meta({ examples: ['ok'] }),
  database: answers,
  redis: answers,
  history: z
    .enum(['replica', 'primary'])
    .optional()
    .describe('Which database serves reads of sales that ended long ago. Omitted without a replica.'),
})
