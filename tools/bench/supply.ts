import { checkoutPath, purchasePath } from '../harness/paths.ts'
import { ToolError } from '../harness/tool-error.ts'
import type { Target } from './target.ts'

/** Hands out items and buyers of a target, so that operations do not compete and stay within the limit. */
export interface Supply {
  /** An unused item and a buyer below the limit. @throws ToolError if none is left */
  next(): { itemId: number; userId: string }
  /** An unused item, for checkouts without a purchase. */
  any(): { itemId: number; userId: string }
  /** Sold items. */
  readonly sold: number[]
  /** @returns the code, or undefined if the checkout was refused */
  checkout(of: { itemId: number; userId: string }): Promise<string | undefined>
  purchase(code: string, itemId: number): Promise<boolean>
}

export function createSupply({ client, items, limit }: Target): Supply {
  const sold: number[] = []
  let given = 0
  let asked = 0
  const buyerOf = (index: number) => `bench-${Math.floor(index / limit)}`
  return {
    sold,
    next() {
      if (given >= items.count)
        throw new ToolError(`All ${items.count} items are sold: use fewer rounds or more --items.`)
      const index = given++
      return { itemId: items.first + index, userId: buyerOf(index) }
    },
    any() {
      const index = asked++
      const left = Math.max(1, items.count - given)
      return { itemId: items.first + items.count - 1 - (index % left), userId: `reader-${index % 1_000}` }
    },
    async checkout({ itemId, userId }) {
      const { status, body } = await client.send('POST', checkoutPath(userId, [itemId]))
      return status === 200 ? body.code : undefined
    },
    async purchase(code, itemId) {
      const { status } = await client.send('POST', purchasePath(code))
      if (status === 200) sold.push(itemId)
      return status === 200
    },
  }
}
