import type { SaleView } from '@hourglass/core/contract'
import { ToolError } from '../../harness/tool-error.ts'
import type { Scenario } from '../scenario.ts'
import { createSupply } from '../supply.ts'
import type { Target } from '../target.ts'

const HOT_STOCK = 1_000_000
const PAGE_ITEMS = 50
/** Pages that a shopper reads before buying. */
const PAGES_READ = 3

/** Opens a merchant sale for the benchmark. @throws ToolError */
export async function openSale({ client }: Target, items: object[], limit: number): Promise<SaleView> {
  const body = { name: 'Bench', buyer_limit: limit, items }
  const { status, body: sale } = await client.send<SaleView>('POST', '/v1/admin/sales', { body })
  if (status !== 201) throw new ToolError(`Opening the benchmark sale failed with status ${status}.`)
  return sale
}

export const hotItem: Scenario = {
  name: 'hot-item',
  what: 'pairs of a single item with a large stock',
  oursOnly: true,
  async begin({ target }) {
    const sale = await openSale(target, [{ stock: HOT_STOCK, price: 100 }], target.limit)
    const supply = createSupply({ ...target, items: { first: sale.first_item_id, count: 1 } })
    let sent = 0
    return {
      async one() {
        const pick = { itemId: sale.first_item_id, userId: `hot-${Math.floor(sent++ / target.limit)}` }
        const code = await supply.checkout(pick)
        return code !== undefined && supply.purchase(code, pick.itemId)
      },
    }
  },
}

const browsing: Scenario = {
  name: 'browsing',
  what: 'a shopper who reads three pages, then buys',
  oursOnly: true,
  async begin({ target, supply }) {
    const { sales } = (await target.client.send<{ sales: SaleView[] }>('GET', '/v1/sales/active')).body
    const saleId = sales[0]?.id ?? 0
    let seen = 0
    return {
      async one() {
        for (let read = 0; read < PAGES_READ; read++) {
          const offset = (seen++ * PAGE_ITEMS) % (target.items.count - PAGE_ITEMS)
          const page = `/v1/sales/${saleId}/items?limit=${PAGE_ITEMS}&offset=${offset}`
          if ((await target.client.send('GET', page)).status !== 200) return false
        }
        const pick = supply.next()
        const code = await supply.checkout(pick)
        return code !== undefined && supply.purchase(code, pick.itemId)
      },
    }
  },
}

export const sales = [hotItem, browsing]
