import { refuse } from '@hourglass/core/contract'
import { type Context, ledgerRefusal, receivePaymentEvent } from '@hourglass/core/operations'
import type { FastifyInstance } from 'fastify'
import { PAYMENT_EVENT_BYTES_MAX } from './limits.ts'
import { sendProblem } from './problem.ts'
import { readFiles } from './read-json.ts'

/**
 * Where the payment provider sends its events. It is not in the OpenAPI document, because its format is the provider's.
 * @param app a scope of its own: here JSON is not parsed, because signatures are over the bytes that were sent
 */
export function paymentEventRoute(app: FastifyInstance, ctx: Context): void {
  readFiles(app, ['application/json'])
  app.post('/payments/events', { bodyLimit: PAYMENT_EVENT_BYTES_MAX }, async ({ body, headers }, reply) => {
    const outcome = Buffer.isBuffer(body)
      ? await receivePaymentEvent(ctx, body, headers).catch(ledgerRefusal)
      : refuse('signature_invalid')
    return outcome.ok ? reply.code(204).send() : sendProblem(reply, outcome)
  })
}
