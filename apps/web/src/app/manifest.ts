import type { MetadataRoute } from 'next'
import { SHOP_DESCRIPTION } from '../words/pages'

export default function manifest(): MetadataRoute.Manifest {
  return {
    id: '/',
    name: 'Hourglass',
    short_name: 'Hourglass',
    description: SHOP_DESCRIPTION,
    start_url: '/',
    display: 'standalone',
    background_color: '#f5efe4',
    theme_color: '#f5efe4',
    icons: [
      { src: '/icon.svg', type: 'image/svg+xml', sizes: 'any' },
      { src: '/apple-icon.png', type: 'image/png', sizes: '180x180' },
    ],
  }
}
