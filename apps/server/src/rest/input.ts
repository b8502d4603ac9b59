import { invalid } from '@hourglass/core/operations'
import type { FastifyRequest } from 'fastify'
import { withQualified } from '../callers/own-names.ts'
import { RefusedError } from '../problem.ts'
import { mediaTypeOf } from '../read-json.ts'

/**
 * Merges the query, JSON body and path parameters of a request.
 * @throws RefusedError when a member appears twice with different values
 */
export function inputOf(request: FastifyRequest): unknown {
  const { body, params, query } = request
  if (Buffer.isBuffer(body))
    return { ...(query as object), type: mediaTypeOf(request.headers), data: body.toString('base64') }
  if (body !== undefined && (typeof body !== 'object' || body === null || Array.isArray(body))) return body
  const input: Record<string, unknown> = { ...(query as object) }
  for (const part of [body as object | undefined, params as object])
    for (const [name, value] of Object.entries(part ?? {})) {
      if (Object.hasOwn(input, name) && String(input[name]) !== String(value))
        throw new RefusedError(
          invalid([{ pointer: `#/${name}`, detail: `${name} is given twice, with different values` }]),
        )
      input[name] = value
    }
  return withQualified(request.caller, input)
}
