import { ITEM_STATES } from '@hourglass/core/contract/feed'
import type { UnsealedSale } from '../catalogue/item-cache'
import { saleItems } from '../catalogue/sale-items'
import { columnsOf } from './view'

const SOLD = ITEM_STATES.indexOf('sold')
const [RADIUS, SOLD_RADIUS] = [0.41, 0.11]
const SPECK = '#8c8070'
/** Cells left free around. */
const MARGIN = 3

/** The field as an SVG of one circle an item, for a picture that is enlarged: 500 kB for ten thousand. */
export function drawGrains(sale: UnsealedSale, states: Uint8Array): string {
  const columns = columnsOf(sale.items_count)
  const grains = saleItems(sale).map(({ index, colour }) => {
    const sold = states[index] === SOLD
    const [x, y] = [(index % columns) + 0.5, Math.floor(index / columns) + 0.5]
    return `<circle cx="${x}" cy="${y}" r="${sold ? SOLD_RADIUS : RADIUS}" fill="${sold ? SPECK : colour}"/>`
  })
  const side = columns + 2 * MARGIN
  const box = `${-MARGIN} ${-MARGIN} ${side} ${side}`
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${side}" height="${side}" viewBox="${box}">${grains.join('')}</svg>`
}
