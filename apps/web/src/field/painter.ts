import type { FieldOrder, GeneratedItem } from '@hourglass/core/catalog'
import { ITEM_STATES } from '@hourglass/core/contract/feed'
import { createFalling } from './falling'
import { type Draw, drawDim, drawFalling, drawHeld, drawOwned, drawSold, drawWhole } from './grain'
import { createPictures } from './pictures'
import { spanOf, type View, WHOLE } from './view'

export { fieldOrderOf } from '../catalogue/computed'

const [HELD, SOLD] = [ITEM_STATES.indexOf('held'), ITEM_STATES.indexOf('sold')]
/** Duration of one pulse of a held grain, and the time between its frames. */
const BREATH_MS = 2_400
const BREATH_FRAME_MS = 66
/** With more held grains than this, none are animated. */
const BREATHING_MAX = 600

export interface Painted {
  items: readonly GeneratedItem[]
  order: FieldOrder
  /** One byte per item, an index into ITEM_STATES. */
  states(): Uint8Array
  pictureUrl(position: number): string
  /** Reduced motion. */
  still: boolean
}

/** Keeps a canvas in sync with the states of a sale, at most one update per frame. */
export function createPainter(canvas: HTMLCanvasElement, { items, order, states, pictureUrl, still }: Painted) {
  const context = canvas.getContext('2d')
  const { columns } = order
  const falling = createFalling()
  const pictures = createPictures(pictureUrl, (position) => changedCell(position))
  const shown = Uint8Array.from(states())
  const held = new Set<number>()
  let owned: ReadonlySet<number> = new Set()
  /** Null: none are dimmed. */
  let matching: ReadonlySet<number> | null = null
  let view: View = WHOLE
  let ratio = 1
  let dirty: Set<number> | 'all' = 'all'
  let frame = 0
  let breath: ReturnType<typeof setTimeout> | undefined
  for (const [position, state] of shown.entries()) if (state === HELD) held.add(position)

  const schedule = () => {
    frame ||= requestAnimationFrame(paint)
  }
  const all = () => {
    dirty = 'all'
    schedule()
  }
  const changedCell = (position: number) => {
    if (dirty !== 'all') dirty.add(position)
    schedule()
  }

  function paint(now: number): void {
    frame = 0
    if (!context) return
    const size = (canvas.width * view.zoom) / columns
    const cells = dirty === 'all' ? inView() : [...dirty, ...falling.take(now)]
    if (dirty === 'all') {
      context.clearRect(0, 0, canvas.width, canvas.height)
      pictures.show(cells, { size, ratio })
    }
    dirty = new Set()
    const dark = getComputedStyle(canvas).color
    for (const position of cells) paintCell(context, position, { now, size, dark })
    canvas.dataset.pictures = pictures.progress()
    if (falling.any) schedule()
    if (!still && held.size > 0 && held.size <= BREATHING_MAX) breath ??= setTimeout(breathe, BREATH_FRAME_MS)
  }

  function breathe(): void {
    breath = undefined
    if (dirty !== 'all') for (const position of held) dirty.add(position)
    schedule()
  }

  function paintCell(
    context: CanvasRenderingContext2D,
    position: number,
    { now, size, dark }: { now: number; size: number; dark: string },
  ): void {
    const cell = order.cellOf[position] ?? 0
    const x = ((cell % columns) - view.x) * size
    const y = (Math.floor(cell / columns) - view.y) * size
    if (x <= -size || y <= -size || x >= canvas.width || y >= canvas.height) return
    const grain = { x, y, size, colour: items[position]?.colour ?? dark, dark }
    context.clearRect(x, y, size, size)
    const dim = matching !== null && !matching.has(position)
    const faint = dim || (shown[position] === SOLD && !owned.has(position))
    if (pictures.draw(context, position, { ...grain, faint })) return
    const draw = drawOf(position, now)
    if (dim) drawDim(draw)(context, grain)
    else draw(context, grain)
  }

  function drawOf(position: number, now: number): Draw {
    if (shown[position] === SOLD && owned.has(position)) return drawOwned
    if (shown[position] === HELD) return drawHeld(still ? 0 : Math.sin((now / BREATH_MS) * 2 * Math.PI + position))
    if (shown[position] !== SOLD) return drawWhole
    const share = falling.shareOf(position, now)
    return share === null ? drawSold : drawFalling(share)
  }

  /** Positions of the items in view. */
  function inView(): number[] {
    const span = spanOf(columns, view)
    const range = (from: number) => {
      const first = Math.floor(from)
      return Array.from({ length: Math.min(columns, Math.ceil(from + span)) - first }, (_, at) => first + at)
    }
    return range(view.y)
      .flatMap((row) => range(view.x).map((column) => order.itemAt[row * columns + column]))
      .filter((position) => position !== undefined)
  }

  function note(position: number): void {
    const state = states()[position] ?? 0
    if (state === shown[position]) return
    if (state === SOLD && !still) falling.begin(position, performance.now())
    if (state === HELD) held.add(position)
    else held.delete(position)
    shown[position] = state
    if (dirty !== 'all') dirty.add(position)
  }

  return {
    /** Draws changed positions; null: checks all. */
    changed(positions: readonly number[] | null): void {
      for (const position of positions ?? shown.keys()) note(position)
      schedule()
    },
    /** Sets the positions that this shopper owns. */
    own(positions: ReadonlySet<number>): void {
      const changed = [...positions].filter((position) => !owned.has(position))
      owned = positions
      for (const position of changed) changedCell(position)
    },
    /** Dims all other positions; null: none. */
    match(positions: ReadonlySet<number> | null): void {
      matching = positions
      all()
    },
    look(now: View): void {
      view = now
      all()
    },
    /** `side`: in CSS pixels. `pixelRatio`: canvas pixels per CSS pixel. */
    resize(side: number, pixelRatio: number): void {
      ratio = pixelRatio
      canvas.width = Math.round(side * pixelRatio)
      canvas.height = canvas.width
      all()
    },
    repaint: all,
    stop(): void {
      cancelAnimationFrame(frame)
      clearTimeout(breath)
      pictures.stop()
    },
  }
}

export type Painter = ReturnType<typeof createPainter>
