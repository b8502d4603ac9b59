import { checkoutPath, purchasePath } from '../harness/paths.ts'
import { ToolError } from '../harness/tool-error.ts'
import type { Target } from './target.ts'

/** What is still to be had of a target, dealt out so that nobody meets another or the limit. */
export interface Shelf {
  /** An item that nobody has been given, and a buyer who may have it. @throws ToolError when there is none */
  next(): { itemId: number; userId: string }
  /** An item that nobody has been given yet, for who only looks. */
  any(): { itemId: number; userId: string }
  /** What has been sold. */
  readonly sold: number[]
  /** @returns the code, or undefined */
  checkout(of: { itemId: number; userId: string }): Promise<string | undefined>
  purchase(code: string, itemId: number): Promise<boolean>
}

export function createShelf({ client, items, limit }: Target): Shelf {
  const sold: number[] = []
  let given = 0
  let asked = 0
  const buyerOf = (index: number) => `bench-${Math.floor(index / limit)}`
  return {
    sold,
    next() {
      if (given >= items.count)
        throw new ToolError(`All ${items.count} items have been sold: take fewer rounds, or more --items.`)
      const index = given++
      return { itemId: items.first + index, userId: buyerOf(index) }
    },
    any() {
      const index = asked++
      const left = Math.max(1, items.count - given)
      return { itemId: items.first + items.count - 1 - (index % left), userId: `looker-${index % 1_000}` }
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
