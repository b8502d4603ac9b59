import { type feedInput, refuse } from '@hourglass/core/contract'
import { countVisit, readSale } from '@hourglass/core/operations'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { z } from 'zod'
import { sendProblem } from '../problem.ts'
import type { Services } from '../routes/route.ts'

/** Opens the live feed of a sale as server-sent events; see docs/live-feed.md. */
export async function serveLive(
  { request, reply, input }: { request: FastifyRequest; reply: FastifyReply; input: z.output<typeof feedInput> },
  { ctx, feed, seats, isStorefront }: Services,
): Promise<FastifyReply | undefined> {
  const sale = await readSale(ctx, { id: input.id })
  if (!sale.ok) return sendProblem(reply, sale)
  if (request.raw.destroyed) return reply.hijack()
  if (feed.full) return sendProblem(reply, refuse('busy'))
  const release = seats.take(request)
  if (!release)
    return sendProblem(
      reply,
      refuse('rate_limited', { detail: 'Too many live streams are open from your session or network. Close some.' }),
    )
  if (input.visit) countVisit(ctx, sale.value.id)
  reply.hijack()
  request.outcome = null
  const { raw } = reply
  raw.once('close', release)
  raw.writeHead(200, {
    ...(reply.getHeaders() as Record<string, string>),
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-store, no-transform',
    'x-accel-buffering': 'no',
  })
  const { 'last-event-id': header = input.last_event_id } = request.headers
  const from = typeof header === 'string' ? header : undefined
  // The storefront's server follows a sale to know which of its pages are outdated.
  await feed.add(sale.value.id, raw, from, !isStorefront(request)).catch(() => raw.end())
  return undefined
}
