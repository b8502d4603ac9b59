import { holdInput, holdsInput, ownInput } from '@hourglass/core/contract'
import { HoldConfirmedView, HoldsView, HoldView } from '@hourglass/core/contract/views'
import { RESERVING_REFUSALS } from '../reserving-refusals.ts'
import type { Route } from '../route.ts'

const change = { method: 'post', tag: 'Reservations', scopes: ['buy'], once: true, inputIn: 'body' } as const
const read = { method: 'get', tag: 'Reservations', scopes: ['read', 'buy'], inputIn: 'query' } as const

export const reservations: Route[] = [
  {
    ...change,
    path: '/v1/reservations',
    id: 'createReservation',
    summary: 'Set one unit of an item aside until a deadline',
    description: 'It counts against the limit. The same again is the same reservation, its deadline unmoved.',
    input: holdInput,
    yes: {
      201: { description: 'Made.', view: HoldView, headers: ['location'] },
      200: { description: 'The one that is there already.', view: HoldView, headers: ['location'] },
    },
    no: RESERVING_REFUSALS,
  },
  {
    ...read,
    path: '/v1/reservations',
    id: 'listReservations',
    summary: 'Reservations of a buyer, the newest first',
    description: 'With a key, `user_id` is required.',
    input: holdsInput,
    exampleWith: ['user_id'],
    yes: { 200: { description: 'A page of reservations.', view: HoldsView, headers: ['link'] } },
    no: [],
  },
  {
    ...read,
    path: '/v1/reservations/{id}',
    id: 'readReservation',
    summary: 'A reservation',
    input: ownInput,
    yes: { 200: { description: 'The reservation.', view: HoldView } },
    no: ['hold_not_found', 'busy'],
  },
  {
    ...change,
    path: '/v1/reservations/{id}/confirm',
    id: 'confirmReservation',
    summary: 'Buy what is reserved: an order under the same id',
    input: ownInput,
    yes: { 200: { description: 'Bought.', view: HoldConfirmedView } },
    no: ['hold_not_found', 'hold_confirmed', 'hold_canceled', 'hold_expired', 'busy'],
  },
  {
    ...change,
    path: '/v1/reservations/{id}/cancel',
    id: 'cancelReservation',
    summary: 'Give back what is reserved',
    input: ownInput,
    yes: { 200: { description: 'Given back.', view: HoldView } },
    no: ['hold_not_found', 'hold_confirmed', 'hold_canceled', 'hold_expired', 'busy'],
  },
]
