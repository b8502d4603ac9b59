import { readField } from '../data/read-field'
import { drawGrains } from '../field/svg'
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

/** A sale as it is shared: its field as it is now, and how much of it is left. */
export const salePoster = async (id: number): Promise<Response> => drawingResponse(await posterOf(id), FRESH_S)
