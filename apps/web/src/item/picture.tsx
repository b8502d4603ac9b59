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

/** The API's own picture of an item, or the merchant's, whose host learns nothing of the page. */
export function Picture({ item, apiOrigin, alt = item.name, lazy = false }: PictureProps) {
  const own = item.image_url.startsWith('/')
  return (
    // biome-ignore lint/performance/noImgElement: an SVG of under 4 kB cannot be made smaller
    <img
      src={own ? `${apiOrigin}${item.image_url}` : item.image_url}
      alt={alt}
      loading={lazy || !own ? 'lazy' : 'eager'}
      referrerPolicy={own ? undefined : 'no-referrer'}
      width={SIDE}
      height={SIDE}
    />
  )
}
