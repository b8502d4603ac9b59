import {
  joinLogInput,
  joinQueueInput,
  placeInput,
  queueChallengeInput,
  saleInput,
  ticketInput,
} from '@hourglass/core/contract'
import { JoinLogView, QueueChallengeView, QueueView, TicketView } from '@hourglass/core/contract/views'
import { challengeToJoin, findPlace, joinQueue, readJoinLog, readPlace, readQueue } from '@hourglass/core/operations'
import { operation } from './route.ts'

const publicRead = { method: 'get', tag: 'Queue', scopes: [], inputIn: 'query', cache: 'public' } as const
const read = { method: 'get', tag: 'Queue', scopes: ['read', 'buy'], inputIn: 'query' } as const

/** What everybody may see of a waiting room. */
export const queue = {
  get: operation({
    ...publicRead,
    path: '/v1/sales/{id}/queue',
    id: 'readQueue',
    summary: 'Read the waiting room of a sale; public',
    input: saleInput,
    success: { 200: { description: 'The waiting room.', view: QueueView } },
    refusals: ['sale_not_found', 'queue_not_found', 'busy'],
    operation: readQueue,
  }),
  log: operation({
    ...publicRead,
    path: '/v1/sales/{id}/queue/log',
    id: 'readJoinLog',
    summary: 'Read the join log of a sale, from which anybody can recompute the draw; public',
    description: 'It is sealed until the draw. docs/queue.md explains how positions follow from it.',
    input: joinLogInput,
    success: { 200: { description: 'A page of the join log, oldest first.', view: JoinLogView, headers: ['link'] } },
    refusals: ['sale_not_found', 'queue_not_found', 'draw_pending', 'busy'],
    operation: readJoinLog,
  }),
}

/** Places of buyers in waiting rooms. */
export const places = {
  challenge: operation({
    ...read,
    scopes: ['buy'],
    path: '/v1/sales/{id}/queue/challenge',
    id: 'challengeToJoin',
    summary: 'Get the challenge that a buyer must solve to join a waiting room',
    description:
      'A proof of work in the form of ALTCHA 2 (PBKDF2/SHA-256). It is made for this buyer and sale, and its cost rises with the number of people who join. ' +
      'Any ALTCHA client solves it: find the `counter` whose derived key begins with `keyPrefix`.',
    input: queueChallengeInput,
    success: { 200: { description: 'The challenge.', view: QueueChallengeView } },
    refusals: ['sale_not_found', 'door_open', 'busy'],
    operation: challengeToJoin,
  }),
  join: operation({
    ...read,
    method: 'post',
    scopes: ['buy'],
    idempotent: true,
    inputIn: 'body',
    rateLimit: 'joins',
    path: '/v1/sales/{id}/queue',
    id: 'joinQueue',
    summary: 'Join the waiting room of a sale',
    description:
      'Before the start, the order does not matter: places are drawn when the sale starts. After it, first come, first served. Joining again returns the same ticket; after its pass has ' +
      'expired, a new one at the end.',
    input: joinQueueInput,
    success: {
      201: { description: 'Joined.', view: TicketView, headers: ['location'] },
      200: { description: 'The buyer’s existing place.', view: TicketView, headers: ['location'] },
    },
    refusals: [
      'sale_not_found',
      'door_open',
      'queue_closed',
      'sold_out',
      'proof_required',
      'proof_invalid',
      'sign_in_required',
      'busy',
    ],
    operation: joinQueue,
    reply(reply, { made, place }) {
      reply.code(made ? 201 : 200).header('location', `/v1/sales/${place.sale_id}/queue/${place.ticket}`)
      return place
    },
  }),
  get: operation({
    ...read,
    path: '/v1/sales/{id}/queue/{ticket}',
    id: 'readPlace',
    summary: 'Read a place in a waiting room, and its pass once it is admitted',
    description: 'Poll it as `poll_after_ms` says. Another buyer’s ticket is `ticket_not_found`.',
    input: ticketInput,
    success: { 200: { description: 'The place.', view: TicketView } },
    refusals: ['sale_not_found', 'ticket_not_found', 'busy'],
    operation: readPlace,
  }),
}

/** The place that a browser has in a sale; null: none. Only over tRPC: partners keep their tickets. */
export const ownPlace = { input: placeInput, operation: findPlace }
