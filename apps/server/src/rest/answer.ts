import type { Outcome } from '@hourglass/core/contract'
import type { FastifyReply } from 'fastify'
import { writeFor } from '../callers/own-names.ts'
import { sendProblem } from '../problem.ts'

/** The reply to an outcome: its value, or a problem document. */
export function answer(reply: FastifyReply, outcome: Outcome<unknown>): FastifyReply {
  if (!outcome.ok) return sendProblem(reply, outcome)
  const body = writeFor(reply.request.caller, outcome.value)
  return reply.header('content-type', 'application/json; charset=utf-8').send(body)
}
