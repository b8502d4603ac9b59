import type { ItemView } from '@hourglass/core/contract'

interface PictureProps {
  item: Pick<ItemView, 'name' | 'image_url'>
  apiOrigin: string
  /** Left out for pictures beside their own name. */
  alt?: string
  lazy?: boolean
}

/** SVG, units of its own; the side is that of its box at twice its size. */
const SIDE = 712

/** The API's own picture of an item. */
export function Picture({ item, apiOrigin, alt = item.name, lazy = false }: PictureProps) {
  const src = `${apiOrigin}${item.image_url}`
  // biome-ignore lint/performance/noImgElement: an SVG of under 4 kB cannot be made smaller
  return <img src={src} alt={alt} loading={lazy ? 'lazy' : 'eager'} width={SIDE} height={SIDE} />
}
