/** Which part of the field is seen: its top left corner in cells, and how many times larger than whole it is drawn. */
export interface View {
  zoom: number
  x: number
  y: number
}

export const WHOLE: View = { zoom: 1, x: 0, y: 0 }

/** A cell of ten thousand is then about as large as a thumb. */
const ZOOM_MAX = 16
/** Cells from side to side in the closest view of a smaller sale. */
const NEAREST_CELLS = 6

export const zoomMax = (columns: number): number => Math.max(1, Math.min(ZOOM_MAX, columns / NEAREST_CELLS))

export const columnsOf = (count: number): number => Math.max(1, Math.ceil(Math.sqrt(count)))

/** Cells that are seen from side to side. */
export const spanOf = (columns: number, { zoom }: View): number => columns / zoom

/** Enlarged by `factor` about a point of the canvas, whose shares of its side are `at`. */
export function zoomed(view: View, factor: number, { at, columns }: { at: Point; columns: number }): View {
  const zoom = Math.min(zoomMax(columns), Math.max(1, view.zoom * factor))
  const gained = columns / view.zoom - columns / zoom
  return within({ zoom, x: view.x + at.x * gained, y: view.y + at.y * gained }, columns)
}

/** Moved by cells. */
export const moved = (view: View, by: Point, columns: number): View =>
  within({ ...view, x: view.x + by.x, y: view.y + by.y }, columns)

/** Moved as little as brings a position into sight. */
export function showing(view: View, position: number, columns: number): View {
  const span = spanOf(columns, view)
  const reach = (from: number, cell: number) => Math.min(Math.max(from, cell + 1 - span), cell)
  const [column, row] = [position % columns, Math.floor(position / columns)]
  return within({ ...view, x: reach(view.x, column), y: reach(view.y, row) }, columns)
}

/** The position at a point of the canvas; null where there is none. */
export function positionAt(view: View, at: Point, { columns, count }: { columns: number; count: number }) {
  const span = spanOf(columns, view)
  const [column, row] = [Math.floor(view.x + at.x * span), Math.floor(view.y + at.y * span)]
  if (column < 0 || row < 0 || column >= columns) return null
  const position = row * columns + column
  return position < count ? position : null
}

export interface Point {
  x: number
  y: number
}

function within(view: View, columns: number): View {
  const most = columns - spanOf(columns, view)
  const keep = (value: number) => Math.min(Math.max(0, value), most)
  return { zoom: view.zoom, x: keep(view.x), y: keep(view.y) }
}
