import { no } from '@hourglass/core/contract'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { openApiDocument } from '../openapi/document.ts'
import { sendProblem } from '../problem.ts'
import { sendPage } from './page.ts'
import { isRefusalCode, problemPage } from './problem-page.ts'
import { referencePage } from './reference.ts'

/** What the API says of itself. It is the same for every request, and made when it is first asked for. */
export function documentationRoutes(app: FastifyInstance): void {
  const document = once(() => JSON.stringify(openApiDocument()))
  const reference = once(referencePage)

  app.get('/openapi.json', (_request, reply) =>
    reply
      .headers({
        'content-type': 'application/json; charset=utf-8',
        'access-control-allow-origin': '*',
        'cache-control': 'public, max-age=300',
      })
      .send(document()),
  )
  app.get('/docs', (_request, reply) => sendPage(reply, reference()))
  app.get('/problems/:code', (request: FastifyRequest<{ Params: { code: string } }>, reply) => {
    const { code } = request.params
    return isRefusalCode(code) ? sendPage(reply, problemPage(code)) : sendProblem(reply, no('route_not_found'))
  })
}

function once(make: () => string): () => string {
  let made: string | undefined
  return () => {
    made ??= make()
    return made
  }
}
