import type { Offer } from '../buying/offer'
import type { Thing } from '../data/read-thing'
import { EndsIn } from '../time/ends-in'
import { limitWords } from '../words/sale'
import { UnitsLeft } from './units-left'

/** The terms of a merchant's item: how many are left, for how long, how many of them for one buyer. */
export function Terms({ offer, sale, serverTime }: { offer: Offer; serverTime: string } & Pick<Thing, 'sale'>) {
  return (
    <div>
      {offer.stock > 1 && <UnitsLeft offer={offer} />}
      {sale.ends_at && <EndsIn until={sale.ends_at} serverTime={serverTime} />}
      {offer.most < offer.stock && <p>{limitWords(offer.most)}</p>}
    </div>
  )
}
