import type { FastifyRequest } from 'fastify'

/** What a request asks for: the query, a JSON body, or both; the body counts where both name one. */
export function inputOf(request: FastifyRequest): unknown {
  const { body } = request
  if (body === undefined || body === null) return request.query
  if (typeof body !== 'object' || Array.isArray(body)) return body
  return { ...(request.query as object), ...body }
}
