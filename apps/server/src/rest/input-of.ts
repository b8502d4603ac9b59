import type { FastifyRequest } from 'fastify'
import { withQualified } from '../callers/own-names.ts'

/** What a request says: its query and its JSON body, which counts where both name a thing, and what its path names. */
export function inputOf(request: FastifyRequest): unknown {
  const { body, params, query } = request
  if (body === undefined || body === null)
    return withQualified(request.caller, { ...(query as object), ...(params as object) })
  if (typeof body !== 'object' || Array.isArray(body)) return body
  return withQualified(request.caller, { ...(query as object), ...body, ...(params as object) })
}
