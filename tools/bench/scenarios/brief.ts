import { concurrently } from '../../harness/concurrently.ts'
import type { Bench, Scenario } from '../scenario.ts'

/** More codes than a round can use, by the most that a round has used; and so many a second before any has. */
const CODES_AHEAD = 1.5
const CODES_A_SECOND = 3_000
/** So much of what is asked for is sold, when nearly nothing is left. */
const SOLD_SHARE = 0.95
const REFUSED_ITEMS = 2_000

const hello: Scenario = {
  name: 'hello',
  what: 'a request that does nothing: the ceiling',
  async begin({ target }) {
    return { one: async () => (await target.client.send('GET', target.hello)).status === 200 }
  },
}

const checkout: Scenario = {
  name: 'checkout',
  what: 'an attempt, durable before its answer',
  async begin({ shelf }) {
    return { one: async () => (await shelf.checkout(shelf.any())) !== undefined, open: true }
  },
}

const purchase: Scenario = {
  name: 'purchase',
  what: 'a code that becomes an order; the codes were made before',
  async begin({ shelf, connections }) {
    const codes: { code: string; itemId: number }[] = []
    let used = 0
    let most = 0
    return {
      async ready(ms) {
        most = Math.max(most, used)
        const wanted = Math.ceil(most > 0 ? most * CODES_AHEAD : (CODES_A_SECOND * ms) / 1_000) - codes.length
        const things = Array.from({ length: Math.max(0, wanted) }, () => shelf.next())
        await concurrently(connections, things, async (thing) => {
          const code = await shelf.checkout(thing)
          if (code) codes.push({ code, itemId: thing.itemId })
        })
        used = 0
      },
      async one() {
        const ready = codes.pop()
        if (!ready) return undefined
        used++
        return shelf.purchase(ready.code, ready.itemId)
      },
    }
  },
}

/** One shopper's whole visit. */
async function buy({ shelf }: Pick<Bench, 'shelf'>): Promise<boolean> {
  const thing = shelf.next()
  const code = await shelf.checkout(thing)
  return code !== undefined && shelf.purchase(code, thing.itemId)
}

const pairs: Scenario = {
  name: 'pairs',
  what: 'checkout, then purchase: two requests, two commits',
  begin: async (bench) => ({ one: () => buy(bench), open: true }),
}

const refused: Scenario = {
  name: 'refused',
  what: 'checkouts when 95 % of what they want is sold',
  async begin(bench) {
    const { shelf, connections } = bench
    const missing = Math.max(0, REFUSED_ITEMS - shelf.sold.length)
    await concurrently(connections, Array.from({ length: missing }), () => buy(bench))
    const gone = shelf.sold.slice(0, REFUSED_ITEMS)
    let asked = 0
    return {
      async one() {
        const itemId = gone[asked++ % gone.length] ?? 0
        if (asked % Math.round(1 / (1 - SOLD_SHARE)) === 0) return (await shelf.checkout(shelf.any())) !== undefined
        return (await shelf.checkout({ itemId, userId: `late-${asked % 1_000}` })) === undefined
      },
    }
  },
}

export const brief = [hello, checkout, purchase, pairs, refused]
