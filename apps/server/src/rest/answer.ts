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

/** The reply to a read of what everybody may know: a cache may keep it, and asks before it uses it. */
export function answerPublic(reply: FastifyReply, outcome: Outcome<unknown>): FastifyReply {
  if (outcome.ok) reply.header('cache-control', 'public, no-cache')
  return answer(reply, outcome)
}
