import { buyerPrefix, derivedKeys, isTestPrincipal } from '../../domain/index.ts'
import type { Ledger } from '../../ledger/index.ts'
import type { Context } from '../runtime/context.ts'

/** The context of callers without a key and of operators: live sales only. */
export const contextOfLiveSales = (ctx: Context): Context => ({ ...ctx, sales: ctx.sales.only({ sandbox: null }) })

/** The context of a merchant: its own sales, and nothing else exists. */
export const contextOfMerchant = (ctx: Context, accountId: string): Context => ({
  ...ctx,
  merchant: accountId,
  sales: ctx.sales.only({ sandbox: null, owner: accountId }),
})

/**
 * The context of one partner's live keys or test keys. Its codes are signed with a derived key, so that another principal's code is
 * invalid. Its ledger returns only rows of the principal's buyers, its directory live sales or the partner's own test sales. There is
 * one context per principal.
 */
export function contextOfPartner(ctx: Context, partner: string): Context {
  const found = ctx.partners.get(partner) ?? {
    ...ctx,
    partner,
    sales: ctx.sales.only({ sandbox: isTestPrincipal(partner) ? partner : null }),
    codeKeys: derivedKeys(ctx.codeKeys, `partner ${partner}`),
    ledger: ledgerOfPartner(ctx.ledger, buyerPrefix(partner)),
  }
  ctx.partners.set(partner, found)
  return found
}

function ledgerOfPartner(ledger: Ledger, prefix: string): Ledger {
  // A void order has no owner: it only records that the take was voided.
  const own = <Row extends { userId: string; status: string }>(row: Row | null): Row | null =>
    row && (row.status === 'void' || row.userId.startsWith(prefix)) ? row : null
  return Object.create(ledger, {
    readOrder: { value: async (id: string) => own(await ledger.readOrder(id)) },
    readHold: { value: async (id: string) => own(await ledger.readHold(id)) },
    readPlace: {
      value: async (key: Parameters<Ledger['readPlace']>[0]) => {
        const place = await ledger.readPlace(key)
        return place?.userId.startsWith(prefix) ? place : null
      },
    },
  })
}
