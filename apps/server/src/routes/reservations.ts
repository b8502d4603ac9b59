import { holdInput, holdsInput, ownInput, type RefusalCode } from '@hourglass/core/contract'
import { HoldConfirmedView, HoldsView, HoldView } from '@hourglass/core/contract/views'
import { cancelHold, confirmHold, createHold, listHolds, readHold } from '@hourglass/core/operations'
import { operation } from './route.ts'

/** Why units cannot be reserved: the same for a reservation and for an order. */
export const RESERVING_REFUSALS: readonly RefusalCode[] = [
  'item_not_found',
  'sold_out',
  'item_held',
  'held_by_you',
  'limit_reached',
  'sale_not_open',
  'sale_paused',
  'sale_closed',
  'busy',
]

const change = { method: 'post', tag: 'Reservations', scopes: ['buy'], idempotent: true, inputIn: 'body' } as const
const read = { method: 'get', tag: 'Reservations', scopes: ['read', 'buy'], inputIn: 'query' } as const

export const reservations = {
  create: operation({
    ...change,
    path: '/v1/reservations',
    id: 'createReservation',
    summary: 'Set one unit of an item aside until a deadline',
    description: 'It counts against the limit. The same again is the same reservation, its deadline unmoved.',
    input: holdInput,
    success: {
      201: { description: 'Made.', view: HoldView, headers: ['location'] },
      200: { description: 'The one that is there already.', view: HoldView, headers: ['location'] },
    },
    refusals: RESERVING_REFUSALS,
    operation: createHold,
    reply(reply, { made, reservation }) {
      reply.code(made ? 201 : 200).header('location', `/v1/reservations/${reservation.id}`)
      return reservation
    },
  }),
  list: operation({
    ...read,
    path: '/v1/reservations',
    id: 'listReservations',
    summary: 'Reservations of a buyer, the newest first',
    description: 'With a key, `user_id` is required.',
    input: holdsInput,
    exampleWith: ['user_id'],
    success: { 200: { description: 'A page of reservations.', view: HoldsView, headers: ['link'] } },
    refusals: [],
    operation: listHolds,
  }),
  get: operation({
    ...read,
    path: '/v1/reservations/{id}',
    id: 'readReservation',
    summary: 'A reservation',
    input: ownInput,
    success: { 200: { description: 'The reservation.', view: HoldView } },
    refusals: ['hold_not_found', 'busy'],
    operation: readHold,
  }),
  confirm: operation({
    ...change,
    path: '/v1/reservations/{id}/confirm',
    id: 'confirmReservation',
    summary: 'Buy what is reserved: an order under the same id',
    input: ownInput,
    success: { 200: { description: 'Bought.', view: HoldConfirmedView } },
    refusals: ['hold_not_found', 'hold_confirmed', 'hold_canceled', 'hold_expired', 'busy'],
    operation: confirmHold,
  }),
  cancel: operation({
    ...change,
    path: '/v1/reservations/{id}/cancel',
    id: 'cancelReservation',
    summary: 'Give back what is reserved',
    input: ownInput,
    success: { 200: { description: 'Given back.', view: HoldView } },
    refusals: ['hold_not_found', 'hold_confirmed', 'hold_canceled', 'hold_expired', 'busy'],
    operation: cancelHold,
  }),
}
