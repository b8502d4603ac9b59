import type { HoldView } from '../../contract/index.ts'
import type { Sale, StoredHold } from '../../ledger/index.ts'
import type { Context } from '../runtime/context.ts'
import { itemSummary } from '../sale/views.ts'

export function holdView(ctx: Context, sale: Sale, hold: StoredHold): HoldView {
  return {
    id: hold.id,
    sale_id: hold.saleId,
    item_id: hold.itemId,
    user_id: hold.userId,
    status: hold.status,
    item: itemSummary(sale, hold.itemId),
    created_at: hold.createdAt.toISOString(),
    expires_at: hold.expiresAt.toISOString(),
    changed_at: hold.changedAt.toISOString(),
    server_time: ctx.clock().toISOString(),
  }
}
