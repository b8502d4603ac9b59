import type { HoldConfirmedView, HoldView } from '@hourglass/core/contract'
import type { Api } from '../data/client'
import { ONCE } from '../data/intent'
import { troubleOf } from '../data/problem'

/** How a hold has ended. */
export type End = Pick<HoldConfirmedView, 'reservation'>

/** Buys what is held, or hears what has become of it instead. */
export const confirmOnce = (api: Api, id: string): Promise<End> => ended(api.reservations.confirm.mutate({ id }, ONCE))

/** Gives back what is held, or hears what has become of it instead. */
export const release = (api: Api, id: string): Promise<End> =>
  ended(api.reservations.cancel.mutate({ id }).then((reservation) => ({ reservation })))

/** That it has ended in another way is an answer too: the refusal brings the hold as it is. */
async function ended(asked: Promise<End>): Promise<End> {
  try {
    return await asked
  } catch (error) {
    const trouble = troubleOf(error)
    const reservation =
      trouble === 'connection_lost' ? undefined : (trouble.document as { reservation?: HoldView }).reservation
    if (reservation) return { reservation }
    throw error
  }
}
