import { buyerPrefix, derivedKeys } from '../../domain/index.ts'
import type { Ledger } from '../../ledger/index.ts'
import type { Context } from '../runtime/context.ts'

/**
 * The shop as one partner sees it: codes are signed with a key of its own, so that another's is as good as forged, and what is
 * not of its buyers is not in the ledger. There are as many as there are partners.
 */
export function contextOfPartner(ctx: Context, partner: string): Context {
  const found = ctx.partners.get(partner) ?? {
    ...ctx,
    partner,
    codeKeys: derivedKeys(ctx.codeKeys, `partner ${partner}`),
    ledger: ledgerOfPartner(ctx.ledger, buyerPrefix(partner)),
  }
  ctx.partners.set(partner, found)
  return found
}

function ledgerOfPartner(ledger: Ledger, prefix: string): Ledger {
  // A void order is nobody's: it tells that a take came to nothing.
  const own = <Row extends { userId: string; status: string }>(row: Row | null): Row | null =>
    row && (row.status === 'void' || row.userId.startsWith(prefix)) ? row : null
  return Object.create(ledger, {
    readOrder: { value: async (id: string) => own(await ledger.readOrder(id)) },
    readHold: { value: async (id: string) => own(await ledger.readHold(id)) },
  })
}
