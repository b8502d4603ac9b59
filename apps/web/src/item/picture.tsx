import type { ItemView } from '@hourglass/core/contract'

interface PictureProps {
  item: Pick<ItemView, 'name' | 'image_url'>
  apiOrigin: string
  /** Pass "" if the name is shown next to the picture. */
  alt?: string
  lazy?: boolean
  /** Its width in the layout, as in the `sizes` of an image. */
  sizes?: string
}

/** The intrinsic size of the SVG: twice its box. */
const SIDE = 712

/** The widths of an uploaded picture's two files, at most. */
const srcSetOf = (url: string): string | undefined =>
  url.endsWith('/large.webp') ? `${url.replace(/large\.webp$/, 'small.webp')} 480w, ${url} 1200w` : undefined

/** The API's generated picture, or the one that a merchant uploaded. */
export function Picture({ item, apiOrigin, alt = item.name, lazy = false, sizes = '24rem' }: PictureProps) {
  const url = `${apiOrigin}${item.image_url}`
  const srcSet = srcSetOf(url)
  return (
    // biome-ignore lint/performance/noImgElement: the API has both sizes, and an SVG of under 4 kB cannot be made smaller
    <img
      src={url}
      {...(srcSet && { srcSet, sizes })}
      alt={alt}
      loading={lazy ? 'lazy' : 'eager'}
      width={SIDE}
      height={SIDE}
    />
  )
}
