import type { FastifyReply } from 'fastify'
import { writeFor } from '../callers/own-names.ts'
import type { OperationRoute } from '../routes/route.ts'

/** The reply to a success: status, headers and body as the route declares them. */
export function answer(reply: FastifyReply, route: OperationRoute, value: unknown): FastifyReply {
  const [status] = Object.keys(route.success).map(Number)
  reply.code(status ?? 200)
  const body = route.reply?.(reply, value) ?? value
  const { view, headers } = route.success[reply.statusCode] ?? {}
  if (route.cache === 'public') reply.header('cache-control', 'public, no-cache')
  if (headers?.includes('link')) linkNext(reply, value as { next_cursor: number | string | null })
  if (!view) return reply.send()
  return reply.header('content-type', 'application/json; charset=utf-8').send(writeFor(reply.request.caller, body))
}

/** The next page of a list that is read by cursor, as RFC 8288 has it. */
function linkNext(reply: FastifyReply, { next_cursor: cursor }: { next_cursor: number | string | null }): void {
  if (cursor === null) return
  const url = new URL(reply.request.url, 'http://localhost')
  url.searchParams.delete('offset')
  url.searchParams.set('cursor', String(cursor))
  reply.header('link', `<${url.pathname}${url.search}>; rel="next"`)
}
