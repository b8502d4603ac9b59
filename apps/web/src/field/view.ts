/** The visible part of the field: top left corner in cells, and zoom factor. */
export interface View {
  zoom: number
  x: number
  y: number
}

export const WHOLE: View = { zoom: 1, x: 0, y: 0 }

/** At this zoom, a cell of ten thousand is about the size of a thumb. */
const ZOOM_MAX = 16
/** Columns in the closest view of a smaller sale. */
const NEAREST_CELLS = 6

/** Cells per row at which pictures are shown: fewer where the field is small. */
const PICTURED_CELLS = 12
/** CSS pixels of a cell that shows a picture well. */
const PICTURED_SIDE = 44

/** The least zoom at which cells show pictures. `side`: of the field, in CSS pixels. */
export const picturedZoom = (columns: number, side: number): number =>
  Math.min(zoomMax(columns), Math.max(1, columns / Math.min(PICTURED_CELLS, Math.floor(side / PICTURED_SIDE))))

export const zoomMax = (columns: number): number => Math.max(1, Math.min(ZOOM_MAX, columns / NEAREST_CELLS))

/** Columns of a field: it is as close to a square as the number of items allows. */
export const columnsOf = (count: number): number => Math.max(1, Math.ceil(Math.sqrt(count)))

/** Visible columns. */
export const spanOf = (columns: number, { zoom }: View): number => columns / zoom

/** Zooms by `factor` around the point `at`, in fractions of the canvas's side. */
export function zoomed(view: View, factor: number, { at, columns }: { at: Point; columns: number }): View {
  const zoom = Math.min(zoomMax(columns), Math.max(1, view.zoom * factor))
  const gained = columns / view.zoom - columns / zoom
  return within({ zoom, x: view.x + at.x * gained, y: view.y + at.y * gained }, columns)
}

/** A step of the zoom buttons and keys: from the whole field to the pictures, then by `factor`, and back. */
export function stepped(
  view: View,
  factor: number,
  { at, columns, side }: { at: Point; columns: number; side: number },
): View {
  const pictured = picturedZoom(columns, side)
  const next = view.zoom * factor
  if (next >= pictured) return zoomed(view, factor, { at, columns })
  return factor > 1 ? zoomed(view, pictured / view.zoom, { at, columns }) : WHOLE
}

/** Pans by cells. */
export const moved = (view: View, by: Point, columns: number): View =>
  within({ ...view, x: view.x + by.x, y: view.y + by.y }, columns)

/** Pans as little as needed to show a cell. */
export function showing(view: View, cell: number, columns: number): View {
  const span = spanOf(columns, view)
  const reach = (from: number, to: number) => Math.min(Math.max(from, to + 1 - span), to)
  const [column, row] = [cell % columns, Math.floor(cell / columns)]
  return within({ ...view, x: reach(view.x, column), y: reach(view.y, row) }, columns)
}

/** The cell at a point of the canvas; null if there is none. */
export function cellAt(view: View, at: Point, { columns, count }: { columns: number; count: number }) {
  const span = spanOf(columns, view)
  const [column, row] = [Math.floor(view.x + at.x * span), Math.floor(view.y + at.y * span)]
  if (column < 0 || row < 0 || column >= columns) return null
  const cell = row * columns + column
  return cell < count ? cell : null
}

/** The middle of a cell of the whole field. */
export const middleOf = (cell: number, columns: number): Point => ({
  x: ((cell % columns) + 0.5) / columns,
  y: (Math.floor(cell / columns) + 0.5) / columns,
})

export interface Point {
  x: number
  y: number
}

function within(view: View, columns: number): View {
  const most = columns - spanOf(columns, view)
  const keep = (value: number) => Math.min(Math.max(0, value), most)
  return { zoom: view.zoom, x: keep(view.x), y: keep(view.y) }
}
