import type { Entry } from './journal.ts'
import type { Kind, Visit } from './plan.ts'
import type { Shop } from './shop.ts'

/** How often a buyer checks out anew because the code had expired: a take that was given up for lost. */
const FRESH_CODES_MAX = 5

/** What a buyer does, by kind of visit. */
export const visits: Record<Kind, (shop: Shop, visit: Visit) => Promise<unknown>> = {
  single: buy,
  contended: buy,
  several: buy,
  greedy: buy,

  async twice(shop, { userId, itemIds, dice }) {
    const code = await checkOut(shop, userId, itemIds)
    if (code) await Promise.all(Array.from({ length: 2 + (dice % 2) }, () => shop.purchase(userId, code)))
  },

  async again(shop, visit) {
    const bought = await buy(shop, visit)
    if (bought?.code) await shop.purchase(visit.userId, bought.code)
  },

  async forged(shop, { userId, itemIds, dice }) {
    const code = await checkOut(shop, userId, itemIds)
    if (!code) return
    await shop.forge(`thief-${dice}`, forgeries[dice % forgeries.length]?.(code) ?? code)
    if (dice % 2 === 0) await shop.purchase(userId, code)
  },

  async refresh(shop, { userId, itemIds }) {
    const codes = [await checkOut(shop, userId, itemIds), await checkOut(shop, userId, itemIds)]
    for (const code of codes) if (code) await shop.purchase(userId, code)
  },

  async adding(shop, { userId, itemIds: [first, ...more] }) {
    if (first === undefined) return
    const code = await checkOut(shop, userId, [first])
    if (!code) return
    if (more.length > 0) await shop.checkout(userId, more, code)
    await shop.purchase(userId, code)
  },

  mistaken: (shop, { userId, itemIds }) => shop.checkout(userId, itemIds),
}

/** Checks out and buys. @returns the last answer to the purchase, if it came to that */
export async function buy(shop: Shop, { userId, itemIds }: Pick<Visit, 'userId' | 'itemIds'>) {
  let bought: Entry | undefined
  for (let codes = 0; codes < FRESH_CODES_MAX; codes++) {
    const code = await checkOut(shop, userId, itemIds)
    if (!code) return bought
    bought = await shop.purchase(userId, code)
    if (bought.outcome !== 'code_expired') return bought
  }
  return bought
}

const checkOut = async (shop: Shop, userId: string, itemIds: readonly number[]): Promise<string | undefined> =>
  (await shop.checkout(userId, itemIds)).given?.code

/** From somebody's code to one that must not buy; the last is the code itself, in the wrong hands. */
const forgeries: readonly ((code: string) => string)[] = [
  (code) => code.slice(0, -1) + (code.endsWith('A') ? 'E' : 'A'),
  (code) => (code.startsWith('A') ? 'B' : 'A') + code.slice(1),
  (code) => code.slice(0, -3),
  (code) => code.split('').reverse().join(''),
  () => '__proto__',
  (code) => code,
]
