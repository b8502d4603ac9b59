import { drawItemPicture } from '@hourglass/core/catalog'
import { isUnsealed } from '../catalogue/item-cache'
import { config } from '../config'
import { readItem } from '../data/read-item'
import { moneyWords } from '../words/money'
import { createDrawings, drawingResponse } from './drawings'
import { drawPoster } from './poster'

/** What the picture shows never changes. */
const FRESH_S = 24 * 60 * 60
const BYTES_MAX = 64 * 1024 ** 2

/** How long the API may take to send a picture. */
const PICTURE_MS = 5_000

/** A merchant's picture, or the card in its place. @throws when the API does not send it */
async function pictureAt(path: string): Promise<Buffer> {
  const { apiOrigin, storefrontKey } = config()
  const headers: Record<string, string> = storefrontKey ? { 'x-storefront-key': storefrontKey } : {}
  const response = await fetch(apiOrigin + path, { headers, signal: AbortSignal.timeout(PICTURE_MS) })
  if (!response.ok) throw new Error(`${path} answered ${response.status}`)
  return Buffer.from(await response.arrayBuffer())
}

const posterOf = createDrawings({
  async read(id) {
    const reading = await readItem(String(id))
    if (reading.is !== 'found') return reading
    const { item, sale, rarity } = reading.value
    // The price of a merchant's item may be corrected, so its share picture does not show it.
    if (sale.kind === 'merchant')
      return { is: 'found', value: { title: item.name, words: sale.name, picture: await pictureAt(item.image_url) } }
    if (!isUnsealed(sale)) return { is: 'missing' }
    const words = [rarity?.rarest, moneyWords(item.price)].filter(Boolean).join(' · ')
    const picture = drawItemPicture(sale, item.id - sale.first_item_id)
    return { is: 'found', value: { title: item.name, words, picture } }
  },
  draw: drawPoster,
  freshMs: FRESH_S * 1000,
  bytesMax: BYTES_MAX,
})

/** The share picture of an item: its picture, name and price. */
export const itemPoster = async (id: number): Promise<Response> => drawingResponse(await posterOf(id), FRESH_S)
