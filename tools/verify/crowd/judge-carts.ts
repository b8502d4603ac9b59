import { type Call, isOpen } from './calls.ts'
import { type Case, gaveCode, spelled, told, unitsOf } from './evidence.ts'
import { every, type Finding } from './finding.ts'

/** What a cart shows was put into it, each thing once; and what is checked out was asked for. */
export function judgeCarts({ calls }: Case): Finding[] {
  // Without a key, an addition whose answer was lost and that is sent again may be there twice.
  const unsure = new Set(
    calls.filter((call) => call.kind === 'cart_add' && isOpen(call) && !call.key).map((call) => call.userId),
  )
  const views = calls.filter((call) => call.kind === 'cart_view' && call.outcome === 'ok' && !unsure.has(call.userId))
  return [
    every('a cart holds what was put in', views, (call) => {
      const wanted = spelled(unitsOf(call.lines ?? []))
      const is = spelled(unitsOf((call.body.lines ?? []).map(({ item, quantity }) => ({ id: item.id, quantity }))))
      return is !== wanted && `${told(call)}: ${is}, put in was ${wanted}`
    }),
    every(
      'a checkout has nothing but what was asked for',
      calls.filter((call) => gaveCode(call) && !unsure.has(call.userId)),
      foreignTo,
    ),
  ]
}

function foreignTo(call: Call): string | undefined {
  const wanted = unitsOf(call.lines ?? [])
  // Of a line of a cart it takes what is left.
  const isWanted = (quantity: number, most = 0) =>
    quantity === most || (call.kind === 'cart_checkout' && quantity < most)
  const foreign = (call.body.items ?? []).find(({ id, quantity }) => !isWanted(quantity, wanted.get(id)))
  return foreign && `${told(call)}: ${foreign.quantity} of item ${foreign.id}, asked for ${spelled(wanted)}`
}
