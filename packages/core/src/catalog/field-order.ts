import { type Lab, labOf } from './colour.ts'

/** Where each item of a sale lies in its field, a grid of `columns` cells a row. */
export interface FieldOrder {
  columns: number
  /** The item's index at each cell, row by row. */
  itemAt: Uint32Array
  /** The cell of each item. */
  cellOf: Uint32Array
}

/** Below this chroma a colour has no hue that one can see. Greys come after the hues. */
const GREY_CHROMA = 0.03
const AFTER_HUES = 7

/** Columns of one hue. Wider bands have a smoother run from light to dark. */
const BAND_COLUMNS = 3

/** Sorts the colours (`#rrggbb`) of a sale into a picture: bands of hue from left to right, each from light to dark. */
export function fieldOrder(colours: readonly string[], columns: number): FieldOrder {
  const count = colours.length
  const labs = colours.map(labOf)
  const byHue = sortedBy(labs.keys(), (index) => hueOf(labs[index] ?? BLACK))
  const itemAt = new Uint32Array(count)
  const cellOf = new Uint32Array(count)
  for (let first = 0, taken = 0; first < columns; first += BAND_COLUMNS) {
    const cells = bandCells(first, columns, count)
    const items = sortedBy(byHue.slice(taken, taken + cells.length), (index) => 1 - (labs[index] ?? BLACK)[0])
    taken += cells.length
    for (const [at, cell] of cells.entries()) {
      const index = items[at] ?? 0
      itemAt[cell] = index
      cellOf[index] = cell
    }
  }
  return { columns, itemAt, cellOf }
}

const BLACK: Lab = [0, 0, 0]
/** More than the items of any sale. */
const INDICES = 2 ** 24
const KEY_STEPS = 2 ** 20

/** Indices by a key of 0 to 8, equal keys by index. Numbers sort ten times faster than with a comparison. */
function sortedBy(indices: Iterable<number>, keyOf: (index: number) => number): number[] {
  const keys = Float64Array.from(indices, (index) => Math.round(keyOf(index) * KEY_STEPS) * INDICES + index)
  return Array.from(keys.sort(), (key) => key % INDICES)
}

/** The cells of a band, row by row. */
function bandCells(first: number, columns: number, count: number): number[] {
  const width = Math.min(BAND_COLUMNS, columns - first)
  const rows = Math.ceil(count / columns)
  const cells = Array.from({ length: rows * width }, (_, at) => Math.floor(at / width) * columns + first + (at % width))
  return cells.filter((cell) => cell < count)
}

/** 0 to 2π, greys after all hues. */
const hueOf = ([, a, b]: Lab): number => (Math.hypot(a, b) < GREY_CHROMA ? AFTER_HUES : Math.PI + Math.atan2(b, a))
