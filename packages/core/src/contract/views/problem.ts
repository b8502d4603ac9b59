import { z } from 'zod'
import { type RefusalCode, refusals } from '../outcomes.ts'
import { FailedItem, HoldView, OrderView } from './buying.ts'
import { count, timestamp, view } from './registry.ts'
import { LineView } from './sales.ts'

const codes = Object.keys(refusals) as [RefusalCode, ...RefusalCode[]]

/** What is not a yes: RFC 9457. The last members come with the outcomes that have them to tell. */
export const ProblemView = view('Problem', {
  type: z.string().describe('An address at this server that explains the outcome.'),
  title: z.string().describe('The outcome in a sentence, always the same.'),
  status: z.number().int(),
  detail: z.string().describe('This occurrence in a sentence.'),
  instance: z.string().describe('What was asked for.'),
  code: z.enum(codes).describe('The outcome.'),
  retryable: z.boolean().describe('Whether the same request may succeed later without anything else being changed.'),
  trace_id: z.string().describe('That of your `traceparent`, or one of its own. Name it when you ask us.'),
  errors: z
    .array(
      z.object({
        pointer: z.string().describe('Where: a JSON Pointer as a URI fragment.'),
        detail: z.string().describe('What is wrong there.'),
      }),
    )
    .optional(),
  order: OrderView.optional(),
  reservation: HoldView.optional(),
  purchased_items: z.array(LineView).optional(),
  total_purchased: count.optional(),
  failed_items: z.array(FailedItem).optional(),
  failed_count: count.optional(),
  starts_at: timestamp.optional(),
  retry_at: timestamp.optional(),
})
export type ProblemView = z.infer<typeof ProblemView>
