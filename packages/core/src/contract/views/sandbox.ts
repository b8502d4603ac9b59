import { z } from 'zod'
import { view } from './registry.ts'
import { SaleView } from './sales.ts'

/** The cases that a partner has to handle. There is a test sale for each. */
export const SANDBOX_CASES = [
  'open',
  'declined',
  'scheduled',
  'paused',
  'limited',
  'held',
  'sold_out',
  'ended',
  'queue',
  'queue_scheduled',
  'queue_ended',
] as const
export type SandboxCase = (typeof SANDBOX_CASES)[number]

export const SandboxView = view('Sandbox', {
  sales: z
    .array(
      z.object({
        case: z.enum(SANDBOX_CASES).meta({ examples: ['open'] }),
        purpose: z.string().meta({ examples: ['It is open, with plenty of stock: everything succeeds.'] }),
        sale: SaleView,
      }),
    )
    .describe('The new test sales, one for each case.'),
})
export type SandboxView = z.infer<typeof SandboxView>
