import { no } from '@hourglass/core/contract'
import type { FastifyInstance } from 'fastify'
import type { Config } from '../config.ts'
import { sendProblem } from '../problem.ts'

/** Routes that take a `user_id` on trust: on loopback only, or where the operator says so. Anywhere else a key is required. */
export function onlyTrusted(scope: FastifyInstance, config: Pick<Config, 'trustUserId'>): void {
  scope.addHook('onRequest', (_request, reply, done) => {
    if (config.trustUserId) done()
    else sendProblem(reply, no('key_required'))
  })
}
