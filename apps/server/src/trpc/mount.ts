import type { AnyRouter } from '@trpc/server'
import { type FastifyHandlerOptions, fastifyRequestHandler } from '@trpc/server/adapters/fastify'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { readJsonText } from '../read-json.ts'

/**
 * Serves a router at `{prefix}/{path}`, by GET and POST. tRPC's own Fastify plugin is not used: it adds a multipart parser without a
 * size limit, and answers every method.
 */
export function mountRouter<Router extends AnyRouter>(
  app: FastifyInstance,
  prefix: string,
  options: FastifyHandlerOptions<Router, FastifyRequest, FastifyReply>,
): void {
  readJsonText(app)
  const handler = (req: FastifyRequest, res: FastifyReply) => {
    const { path } = req.params as { path: string }
    return fastifyRequestHandler({ ...options, req, res, path })
  }
  app.get(`${prefix}/:path`, handler)
  app.post(`${prefix}/:path`, handler)
}
