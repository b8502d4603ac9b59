import type { Grain } from './grain'

/** From this size of a cell on, in pixels of the canvas, a grain is seen to be its thing. */
const PICTURE_SIZE_MIN = 40
/** Pictures that are kept. */
const PICTURES_MAX = 400
const SOLD_ALPHA = 0.18
/** What is left free round a picture, as a share of the cell. */
const MARGIN = 0.06

/** The pictures of things that are seen from near. `come` is called when one more can be drawn. */
export function createPictures(urlOf: (position: number) => string, come: () => void) {
  const images = new Map<number, HTMLImageElement>()

  function imageOf(position: number): HTMLImageElement {
    const known = images.get(position)
    if (known) return known
    const image = new Image()
    image.src = urlOf(position)
    image.onload = come
    images.set(position, image)
    for (const old of images.keys().take(Math.max(0, images.size - PICTURES_MAX))) images.delete(old)
    return image
  }

  return {
    /** Whether it is near enough and has come. */
    draw(
      context: CanvasRenderingContext2D,
      position: number,
      { x, y, size, sold }: Grain & { sold: boolean },
    ): boolean {
      if (size < PICTURE_SIZE_MIN) return false
      const image = imageOf(position)
      if (!image.complete || image.naturalWidth === 0) return false
      const margin = size * MARGIN
      context.globalAlpha = sold ? SOLD_ALPHA : 1
      context.drawImage(image, x + margin, y + margin, size - 2 * margin, size - 2 * margin)
      context.globalAlpha = 1
      return true
    },
  }
}
