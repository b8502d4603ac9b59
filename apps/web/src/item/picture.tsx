import type { ItemView } from '@hourglass/core/contract'

interface PictureProps {
  item: Pick<ItemView, 'name' | 'image_url'>
  apiOrigin: string
  /** Pass "" if the name is shown next to the picture. */
  alt?: string
  lazy?: boolean
}

/** The intrinsic size of the SVG: twice its box. */
const SIDE = 712

/** The API's generated picture or the merchant's own, loaded without a referrer. */
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
