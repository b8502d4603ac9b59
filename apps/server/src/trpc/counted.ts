import type { AnyRouter, TRPCError } from '@trpc/server'
import type { TRPCRequestInfo } from '@trpc/server/http'
import type { FastifyRequest } from 'fastify'
import { refusedOf } from './problems.ts'

/** Says which procedure a request is counted under: the one that it calls, by a name of ours. A batch stays under its route. */
export function countAs(request: FastifyRequest, info: TRPCRequestInfo, prefix: string, router: AnyRouter): void {
  const [call] = info.calls
  if (!call || info.isBatchCall || !Object.hasOwn(router._def.procedures, call.path)) return
  request.procedure = `${prefix}/${call.path}`
  // A stream has no end to be timed.
  if (info.type === 'subscription') request.outcome = null
}

/** A refusal is counted by its code. Of a batch only the status is known. */
export function countRefusal(request: FastifyRequest, error: TRPCError): void {
  if (request.procedure !== '') request.outcome = refusedOf(error).code
}
