import type { HoldConfirmedView } from '@hourglass/core/contract'
import type { Api } from '../data/client'
import { ONCE } from '../data/intent'
import { troubleOf } from '../data/problem'

/** The end of a hold. */
export type End = Pick<HoldConfirmedView, 'reservation'> & Partial<Pick<HoldConfirmedView, 'order'>>

/** Confirms a hold, or returns how it has ended instead. */
export const confirmOnce = (api: Api, id: string): Promise<End> => ended(api.reservations.confirm.mutate({ id }, ONCE))

/** Releases a hold, or returns how it has ended instead. */
export const release = (api: Api, id: string): Promise<End> =>
  ended(api.reservations.cancel.mutate({ id }).then((reservation) => ({ reservation })))

/** If the hold has already ended another way, the refusal carries it: that is a result, not an error. */
async function ended(asked: Promise<End>): Promise<End> {
  try {
    return await asked
  } catch (error) {
    const trouble = troubleOf(error)
    const { reservation, order } =
      trouble === 'connection_lost' ? ({} as Partial<End>) : (trouble.document as Partial<End>)
    if (reservation) return { reservation, ...(order && { order }) }
    throw error
  }
}
