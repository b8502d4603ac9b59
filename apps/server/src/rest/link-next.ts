import type { FastifyReply } from 'fastify'

/** The next page of a list that is read by cursor, as RFC 8288 has it. */
export function linkCursor(reply: FastifyReply, cursor: number | string | null): void {
  if (cursor === null) return
  const url = new URL(reply.request.url, 'http://localhost')
  url.searchParams.delete('offset')
  url.searchParams.set('cursor', String(cursor))
  reply.header('link', `<${url.pathname}${url.search}>; rel="next"`)
}
