import { holdInput, holdsInput, ownInput, type RefusalCode } from '@hourglass/core/contract'
import { HoldConfirmedView, HoldsView, HoldView } from '@hourglass/core/contract/views'
import { cancelHold, confirmHold, createHold, listHolds, readHold } from '@hourglass/core/operations'
import { operation } from './route.ts'

/** Refusals shared by reservations and orders: why units cannot be reserved. */
export const RESERVING_REFUSALS: readonly RefusalCode[] = [
  'item_not_found',
  'sold_out',
  'item_withdrawn',
  'price_changed',
  'item_held',
  'held_by_you',
  'limit_reached',
  'sale_not_open',
  'sale_paused',
  'sign_in_required',
  'pass_required',
  'pass_invalid',
  'pass_expired',
  'sale_closed',
  'payments_off',
  'busy',
]

const change = { method: 'post', tag: 'Reservations', scopes: ['buy'], idempotent: true, inputIn: 'body' } as const
const read = { method: 'get', tag: 'Reservations', scopes: ['read', 'buy'], inputIn: 'query' } as const

export const reservations = {
  create: operation({
    ...change,
    path: '/v1/reservations',
    id: 'createReservation',
    summary: 'Reserve one unit of an item until a deadline',
    description:
      'A reservation counts against the limit. Reserving the same item again returns the existing reservation with its deadline unchanged.',
    input: holdInput,
    requestHeaders: ['hourglass-pass'],
    success: {
      201: { description: 'Created.', view: HoldView, headers: ['location'] },
      200: { description: 'The existing reservation.', view: HoldView, headers: ['location'] },
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
    summary: 'List the reservations of a buyer, newest first',
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
    summary: 'Read a reservation',
    input: ownInput,
    success: { 200: { description: 'The reservation.', view: HoldView } },
    refusals: ['hold_not_found', 'busy'],
    operation: readHold,
  }),
  confirm: operation({
    ...change,
    path: '/v1/reservations/{id}/confirm',
    id: 'confirmReservation',
    summary: 'Buy the reserved unit; the order has the same id',
    input: ownInput,
    success: {
      200: { description: 'Confirmed.', view: HoldConfirmedView },
      202: { description: 'Confirmed; the order awaits its payment at its `payment_url`.', view: HoldConfirmedView },
    },
    refusals: ['hold_not_found', 'hold_confirmed', 'hold_canceled', 'hold_expired', 'busy'],
    operation: confirmHold,
    reply: (reply, { order }) => void (order.status === 'awaiting_payment' && reply.code(202)),
  }),
  cancel: operation({
    ...change,
    path: '/v1/reservations/{id}/cancel',
    id: 'cancelReservation',
    summary: 'Cancel a reservation and release its unit',
    input: ownInput,
    success: { 200: { description: 'Canceled.', view: HoldView } },
    refusals: ['hold_not_found', 'hold_confirmed', 'hold_canceled', 'hold_expired', 'busy'],
    operation: cancelHold,
  }),
}
