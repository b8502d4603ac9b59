import type { Refused } from '@hourglass/core/contract'
import { invalid } from '@hourglass/core/operations'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { RefusedError } from '../problem.ts'

/** Member names of an earlier system, with ours: `{ product_id: 'item_id' }`. */
export type Names = Readonly<Record<string, string>>

declare module 'fastify' {
  interface FastifyRequest {
    /** Our names of the members that were renamed, with the names that the client used. */
    renamed: Map<string, string> | null
  }
}

/**
 * Renames the members of the query and the body before any other hook reads them, and turns a numeric `user_id` into a string. The
 * operation then gets its own input, so that trust, rate limits and idempotency work as for every route.
 */
export function renameMembers(app: FastifyInstance): void {
  app.decorateRequest('renamed', null)
  app.addHook('preValidation', (request, _reply, done) => {
    const { route } = request.routeOptions.config
    const names = route && 'names' in route ? (route.names as Names) : {}
    try {
      request.query = rename(request, names, request.query)
      request.body = rename(request, names, request.body)
      done()
    } catch (error) {
      done(error as Error)
    }
  })
}

/** @throws RefusedError when two names of one member are given */
function rename(request: FastifyRequest, names: Names, value: unknown): unknown {
  if (Array.isArray(value)) return value.map((member) => rename(request, names, member))
  if (typeof value !== 'object' || value === null) return value
  const renamed: Record<string, unknown> = {}
  for (const [theirs, member] of Object.entries(value)) {
    const ours = names[theirs] ?? theirs
    if (Object.hasOwn(renamed, ours)) throw new RefusedError(givenTwice(request.renamed?.get(ours) ?? ours, theirs))
    if (ours !== theirs) {
      request.renamed ??= new Map()
      request.renamed.set(ours, theirs)
    }
    renamed[ours] = ours === 'user_id' && Number.isSafeInteger(member) ? String(member) : rename(request, names, member)
  }
  return renamed
}

const givenTwice = (one: string, other: string): Refused =>
  invalid([{ pointer: `#/${other}`, detail: `${one} and ${other} are the same parameter: send one of them` }])

/** A refusal whose errors name the members as the client did. */
export function inTheirNames(refused: Refused, { renamed }: FastifyRequest): Refused {
  if (!refused.errors || !renamed) return refused
  const errors = refused.errors.map(({ pointer, detail }) => {
    const [first = '', ...rest] = detail.split(' ')
    return {
      pointer: pointer.split('/').map(theirs).join('/'),
      detail: [first.split('.').map(theirs).join('.'), ...rest].join(' '),
    }
  })
  return { ...refused, errors, detail: errors.map(({ detail }) => detail).join('; ') }

  function theirs(ours: string): string {
    return renamed?.get(ours) ?? ours
  }
}
