import type { TRPCLink } from '@trpc/client'
import type { AnyTRPCRouter } from '@trpc/server'
import { observable } from '@trpc/server/observable'
import { loadStored, newKey, store } from './intent.ts'
import { isUnknown, troubleOf } from './problem.ts'

/** Sends a repeated mutation under the same Idempotency-Key until a response arrives, even after a reload. */
export function onceLink<Router extends AnyTRPCRouter>(): TRPCLink<Router> {
  return () =>
    ({ next, op }) => {
      if (!op.context.once) return next(op)
      const place = `hourglass ${op.path} ${figureOf(JSON.stringify(op.input))}`
      const key = loadStored(place) ?? newKey()
      store(place, key)
      return observable((observer) =>
        next({ ...op, context: { ...op.context, key } }).subscribe({
          next(value) {
            store(place, null)
            observer.next(value)
          },
          error(error) {
            if (!isUnknown(troubleOf(error))) store(place, null)
            observer.error(error)
          },
          complete: () => observer.complete(),
        }),
      )
    }
}

/** Drops the `direction` of React Query's infinite queries: the API reads forward only and refuses unknown members. */
export function forwardLink<Router extends AnyTRPCRouter>(): TRPCLink<Router> {
  return () =>
    ({ next, op }) => {
      if (op.type !== 'query' || typeof op.input !== 'object' || op.input === null) return next(op)
      const { direction, ...input } = op.input as Record<string, unknown>
      return next(direction === undefined ? op : { ...op, input })
    }
}

/** The Idempotency-Key header, if the call has a key. */
export const keyHeader = ({ op }: { op: { context: Record<string, unknown> } }): Record<string, string> =>
  typeof op.context.key === 'string' ? { 'idempotency-key': op.context.key } : {}

/** A hash of a text (FNV-1a, 32 bits). */
function figureOf(text: string): string {
  let hash = 0x811c9dc5
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193)
  return `${text.length}-${(hash >>> 0).toString(16)}`
}
