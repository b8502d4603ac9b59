import type { Grain } from './grain'

/** Cells of at least this size, in CSS pixels, show the item's picture instead of a grain. */
const PICTURE_SIZE_MIN = 40
/** More items in view than this stay grains: their pictures would take seconds to load. */
const IN_VIEW_MAX = 169
/** Pictures cached in addition to those in view. */
const SPARE_MAX = 200
/** Fewer than the six connections that a browser opens to one host, so that a purchase never waits for pictures. */
const LOADS_MAX = 4
/** Loading starts once the view has not changed for this long, so that panning costs no requests. */
const STILL_MS = 120
/** Sides of the bitmaps, in pixels. */
const SIDES = [64, 128, 256, 512]
/** Sold, or not matched by the shelf's filters. */
const FAINT_ALPHA = 0.18
/** Margin around a picture, as a fraction of the cell. */
const MARGIN = 0.06

interface Picture {
  image: HTMLImageElement
  /** The rasterized SVG: drawing the SVG in every frame takes a millisecond or more. */
  bitmap?: ImageBitmap
  side: number
  failed: boolean
}

/** The pictures of the items in view. `arrived` is called once for each picture, when it can be drawn or has failed. */
export function createPictures(urlOf: (position: number) => string, arrived: (position: number) => void) {
  const pictures = new Map<number, Picture>()
  const loading = new Set<number>()
  let wanted = new Set<number>()
  let side = 0
  let still: ReturnType<typeof setTimeout> | undefined
  let stopped = false

  const isMissing = (position: number) => {
    const picture = pictures.get(position)
    return !picture || (!picture.failed && picture.side < side)
  }
  const missing = () => wanted.values().filter((position) => isMissing(position) && !loading.has(position))

  function fill(): void {
    still = undefined
    for (const position of missing().take(LOADS_MAX - loading.size)) void load(position)
  }

  async function load(position: number): Promise<void> {
    loading.add(position)
    const picture = pictures.get(position) ?? { image: new Image(), side: 0, failed: false }
    pictures.set(position, picture)
    const wantedSide = side
    try {
      picture.image.src ||= urlOf(position)
      await picture.image.decode()
      const bitmap = rasterise(picture.image, wantedSide)
      close(picture)
      Object.assign(picture, { bitmap, side: wantedSide })
    } catch {
      picture.failed = true
    }
    loading.delete(position)
    if (stopped) return close(picture)
    discard()
    if (!still) fill()
    arrived(position)
  }

  /** Evicts the oldest pictures out of view. Pictures in view stay: they would reload at once. */
  function discard(): void {
    let spare = pictures.size - wanted.size - SPARE_MAX
    for (const [position, picture] of pictures) {
      if (spare <= 0) return
      if (wanted.has(position) || loading.has(position)) continue
      close(picture)
      pictures.delete(position)
      spare--
    }
  }

  return {
    /** Sets the cells in view and their size in canvas pixels. `ratio`: canvas pixels per CSS pixel. */
    show(positions: readonly number[], { size, ratio }: { size: number; ratio: number }): void {
      const near = size >= PICTURE_SIZE_MIN * ratio && positions.length <= IN_VIEW_MAX
      wanted = new Set(near ? positions : [])
      side = SIDES.find((one) => one >= size) ?? Math.max(...SIDES)
      // A new view retries failed pictures.
      for (const [position, { failed }] of pictures) if (failed) pictures.delete(position)
      clearTimeout(still)
      still = missing().next().done ? undefined : setTimeout(fill, STILL_MS)
    },
    /** `none` when grains are too small for pictures. */
    progress: (): 'none' | 'loading' | 'drawn' =>
      wanted.size === 0 ? 'none' : still || loading.size > 0 ? 'loading' : 'drawn',
    /** @returns false if there is no picture to draw yet */
    draw(
      context: CanvasRenderingContext2D,
      position: number,
      { x, y, size, faint }: Grain & { faint: boolean },
    ): boolean {
      const bitmap = wanted.has(position) && pictures.get(position)?.bitmap
      if (!bitmap) return false
      const margin = size * MARGIN
      context.globalAlpha = faint ? FAINT_ALPHA : 1
      context.drawImage(bitmap, x + margin, y + margin, size - 2 * margin, size - 2 * margin)
      context.globalAlpha = 1
      return true
    },
    stop(): void {
      stopped = true
      clearTimeout(still)
      for (const picture of pictures.values()) close(picture)
      pictures.clear()
    },
  }
}

/** Uses a canvas: `createImageBitmap` returns an empty bitmap for an SVG with a view box but no size. */
function rasterise(image: HTMLImageElement, side: number): ImageBitmap {
  const canvas = new OffscreenCanvas(side, side)
  canvas.getContext('2d')?.drawImage(image, 0, 0, side, side)
  return canvas.transferToImageBitmap()
}

const close = ({ bitmap }: Picture): void => bitmap?.close()
