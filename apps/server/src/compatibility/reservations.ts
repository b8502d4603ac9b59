import type { HoldView } from '@hourglass/core/contract'
import type { FastifyReply } from 'fastify'
import { admin } from '../routes/admin.ts'
import { reservations as real } from '../routes/reservations.ts'
import { earlier, theirUser } from './route.ts'

const names = { product_id: 'item_id' }

function reservationBody({ request }: FastifyReply, hold: HoldView) {
  const { id, item_id, user_id, status, created_at, expires_at, changed_at } = hold
  return { id, product_id: item_id, user_id: theirUser(request, user_id), status, created_at, expires_at, changed_at }
}

/** The reservation service: products are items, and numbers may be user ids. */
export const reservations = {
  create: earlier(real.create, {
    path: '/reservations',
    names,
    reply(reply, { reservation }) {
      reply.header('location', `/reservations/${reservation.id}`)
      return reservationBody(reply, reservation)
    },
  }),
  list: earlier(real.list, {
    path: '/reservations',
    reply: (reply, { reservations }) => reservations.map((hold) => reservationBody(reply, hold)),
  }),
  get: earlier(real.get, { path: '/reservations/{id}', reply: reservationBody }),
  confirm: earlier(real.confirm, {
    path: '/reservations/{id}/confirm',
    reply: (reply, { reservation }) => reservationBody(reply, reservation),
  }),
  cancel: earlier(real.cancel, { path: '/reservations/{id}/cancel', reply: reservationBody }),
  syncExpired: earlier(admin.syncExpired, { path: '/admin/reservations/sync-expired' }),
}
