import { concurrently } from '../../harness/concurrently.ts'
import type { Bench, Scenario } from '../scenario.ts'

/** Codes to prepare per round: 1.5 times the maximum used in a round so far, or 3,000 per second before the first. */
const CODES_AHEAD = 1.5
const CODES_A_SECOND = 3_000
/** Share of the requested items that are sold. */
const SOLD_SHARE = 0.95
const REFUSED_ITEMS = 2_000

const hello: Scenario = {
  name: 'hello',
  what: 'a request that does nothing: the upper bound',
  async begin({ target }) {
    return { one: async () => (await target.client.send('GET', target.hello)).status === 200 }
  },
}

const checkout: Scenario = {
  name: 'checkout',
  what: 'a checkout, durable before its response',
  async begin({ supply }) {
    return { one: async () => (await supply.checkout(supply.any())) !== undefined, open: true }
  },
}

const purchase: Scenario = {
  name: 'purchase',
  what: 'a purchase by code; the codes are created in advance',
  async begin({ supply, connections }) {
    const codes: { code: string; itemId: number }[] = []
    let used = 0
    let most = 0
    return {
      async ready(ms) {
        most = Math.max(most, used)
        const wanted = Math.ceil(most > 0 ? most * CODES_AHEAD : (CODES_A_SECOND * ms) / 1_000) - codes.length
        const picks = Array.from({ length: Math.max(0, wanted) }, () => supply.next())
        await concurrently(connections, picks, async (pick) => {
          const code = await supply.checkout(pick)
          if (code) codes.push({ code, itemId: pick.itemId })
        })
        used = 0
      },
      async one() {
        const ready = codes.pop()
        if (!ready) return undefined
        used++
        return supply.purchase(ready.code, ready.itemId)
      },
    }
  },
}

/** Checkout and purchase of one shopper. */
async function buy({ supply }: Pick<Bench, 'supply'>): Promise<boolean> {
  const pick = supply.next()
  const code = await supply.checkout(pick)
  return code !== undefined && supply.purchase(code, pick.itemId)
}

const pairs: Scenario = {
  name: 'pairs',
  what: 'checkout, then purchase: two requests, two commits',
  begin: async (bench) => ({ one: () => buy(bench), open: true }),
}

const refused: Scenario = {
  name: 'refused',
  what: 'checkouts of items of which 95 % are sold',
  async begin(bench) {
    const { supply, connections } = bench
    const missing = Math.max(0, REFUSED_ITEMS - supply.sold.length)
    await concurrently(connections, Array.from({ length: missing }), () => buy(bench))
    const gone = supply.sold.slice(0, REFUSED_ITEMS)
    let asked = 0
    return {
      async one() {
        const itemId = gone[asked++ % gone.length] ?? 0
        if (asked % Math.round(1 / (1 - SOLD_SHARE)) === 0) return (await supply.checkout(supply.any())) !== undefined
        return (await supply.checkout({ itemId, userId: `late-${asked % 1_000}` })) === undefined
      },
    }
  },
}

export const basics = [hello, checkout, purchase, pairs, refused]
