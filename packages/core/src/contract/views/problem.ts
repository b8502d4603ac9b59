import { z } from 'zod'
import { type RefusalCode, refusals } from '../outcomes.ts'
import { FailedItem, HoldView, OrderView } from './buying.ts'
import { count, timestamp, view } from './registry.ts'
import { LineView } from './sales.ts'

const codes = Object.keys(refusals) as [RefusalCode, ...RefusalCode[]]

/** A problem document (RFC 9457). The optional members appear only with the outcomes that define them. */
export const ProblemView = view('Problem', {
  type: z.string().describe('URL of a page that explains the outcome.'),
  title: z.string().describe('Summary of the outcome. It is the same for every occurrence.'),
  status: z.number().int(),
  detail: z.string().describe('Explanation of this occurrence.'),
  instance: z.string().describe('Path of the request.'),
  code: z.enum(codes).describe('Code of the outcome.'),
  retryable: z.boolean().describe('Whether the same request may succeed later, unchanged.'),
  trace_id: z
    .string()
    .describe('The trace id of your `traceparent`, or a generated one. Include it when you contact us.'),
  errors: z
    .array(
      z.object({
        pointer: z.string().describe('The invalid field: a JSON Pointer as a URI fragment.'),
        detail: z.string().describe('What is wrong with the field.'),
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
