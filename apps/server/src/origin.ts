import { no } from '@hourglass/core/contract'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { sendProblem } from './problem.ts'

/**
 * A page of another site may not buy with a shopper's cookie, nor on a developer's loopback: a browser names the page's
 * origin with every POST (Fetch standard, §3.1), and only listed ones and our own are taken. Other clients send none.
 */
export function checkOrigin(allowed: readonly string[]) {
  return (request: FastifyRequest, reply: FastifyReply, done: () => void): void => {
    const { origin, host } = request.headers
    const safe = request.method === 'GET' || request.method === 'HEAD' || request.method === 'OPTIONS'
    const ours = origin === `http://${host}` || origin === `https://${host}`
    if (safe || ours || origin === undefined || allowed.includes(origin)) done()
    else sendProblem(reply, no('origin_not_allowed'))
  }
}
