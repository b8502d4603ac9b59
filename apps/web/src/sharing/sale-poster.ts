import { ITEM_STATES } from '@hourglass/core/contract/feed'
import { fieldOrderOf } from '../catalogue/computed'
import type { UnsealedSale } from '../catalogue/item-cache'
import { saleItems } from '../catalogue/sale-items'
import { readField } from '../data/read-sale'
import { countWords } from '../words/count'
import { createDrawings, drawingResponse } from './drawings'
import { drawPoster } from './poster'

/** How old the number of units left may be. */
const FRESH_S = 60
const BYTES_MAX = 16 * 1024 ** 2

const posterOf = createDrawings({
  read: (id) => readField(String(id)),
  draw({ sale, states }) {
    const left = sale.units.available + sale.units.held
    const words = left > 0 ? `${countWords(left)} left` : 'Sold out'
    return drawPoster({ picture: drawGrains(sale, states), title: sale.name, words })
  },
  freshMs: FRESH_S * 1000,
  bytesMax: BYTES_MAX,
})

/** The share picture of a sale: its current field and the number of units left. */
export const salePoster = async (id: number): Promise<Response> => drawingResponse(await posterOf(id), FRESH_S)

const SOLD = ITEM_STATES.indexOf('sold')
const [RADIUS, SOLD_RADIUS] = [0.41, 0.11]
const SPECK = '#8c8070'
/** Margin in cells. */
const MARGIN = 3

/** The field as an SVG with one circle per item, for enlargement: 500 kB for ten thousand. */
function drawGrains(sale: UnsealedSale, states: Uint8Array): string {
  const items = saleItems(sale)
  const { columns, cellOf } = fieldOrderOf(sale, items)
  const grains = items.map(({ index, colour }) => {
    const sold = states[index] === SOLD
    const cell = cellOf[index] ?? 0
    const [x, y] = [(cell % columns) + 0.5, Math.floor(cell / columns) + 0.5]
    return `<circle cx="${x}" cy="${y}" r="${sold ? SOLD_RADIUS : RADIUS}" fill="${sold ? SPECK : colour}"/>`
  })
  const side = columns + 2 * MARGIN
  const box = `${-MARGIN} ${-MARGIN} ${side} ${side}`
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${side}" height="${side}" viewBox="${box}">${grains.join('')}</svg>`
}
