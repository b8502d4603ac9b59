import { drawItemPicture } from '@hourglass/core/catalog'
import { isUnsealed } from '../catalogue/item-cache'
import { readItem } from '../data/read-item'
import { moneyWords } from '../words/money'
import { createDrawings, drawingResponse } from './drawings'
import { drawPoster } from './poster'

/** Name, price and picture of an item never change. */
const FRESH_S = 24 * 60 * 60
const BYTES_MAX = 64 * 1024 ** 2

const posterOf = createDrawings({
  async read(id) {
    const reading = await readItem(String(id))
    if (reading.is !== 'found') return reading
    const { item, sale, rarity } = reading.value
    if (!isUnsealed(sale)) return { is: 'missing' }
    const words = [rarity?.rarest, moneyWords(item.price)].filter(Boolean).join(' · ')
    return { is: 'found', value: { title: item.name, words, sale, position: item.id - sale.first_item_id } }
  },
  draw: ({ title, words, sale, position }) => drawPoster({ picture: drawItemPicture(sale, position), title, words }),
  freshMs: FRESH_S * 1000,
  bytesMax: BYTES_MAX,
})

/** The share picture of an item: its picture, name and price. */
export const itemPoster = async (id: number): Promise<Response> => drawingResponse(await posterOf(id), FRESH_S)
