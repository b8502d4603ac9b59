import { addresses } from './addresses.ts'

const { apiUrl } = addresses(process.env)

const post = async (path: string) => (await fetch(`${apiUrl}${path}`, { method: 'POST' })).json()

/** Buys items over REST: a number of items per order, a different buyer for each order, a number of orders concurrently. */
export async function buyAll(
  ids: readonly number[],
  { each = 10, atOnce = 8, name = 'crowd' }: { each?: number; atOnce?: number; name?: string } = {},
): Promise<void> {
  const orders = Array.from({ length: Math.ceil(ids.length / each) }, (_, at) => ids.slice(at * each, (at + 1) * each))
  let next = 0
  await Promise.all(
    Array.from({ length: atOnce }, async () => {
      for (let at = next++; at < orders.length; at = next++) {
        const { code } = await post(`/checkout?user_id=${name}-${at}&id=${orders[at]?.join('&id=')}`)
        await post(`/purchase?code=${encodeURIComponent(code)}`)
      }
    }),
  )
}
