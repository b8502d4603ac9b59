import satori from 'satori'
import sharp from 'sharp'
import { fontsFor } from './fonts.ts'

export const POSTER_SIZE = { width: 1200, height: 630 }

// Drawings run one at a time, so one thread is enough; a cache would rarely hit.
sharp.concurrency(1)
sharp.cache(false)

const [PAPER, INK, SOFT] = ['#15120e', '#ebe2d3', '#a3988a']

export interface PosterWords {
  title: string
  words: string
}

interface Poster extends PosterWords {
  /** An SVG, or a picture in a format that browsers know. */
  picture: string | Buffer
}

/**
 * The PNG for shared links: a large picture, title and words. Text uses bundled fonts only, so that no name makes the
 * server fetch a font. Rasterization runs off the event loop.
 */
export async function drawPoster({ picture, title, words }: Poster): Promise<Buffer> {
  const side = POSTER_SIZE.height
  const square = await sharp(typeof picture === 'string' ? Buffer.from(picture) : picture)
    .resize(side, side)
    .png()
    .toBuffer()
  const text = await textSvg({ title, words })
  return sharp(Buffer.from(text))
    .composite([{ input: square, left: 0, top: 0 }])
    .png()
    .toBuffer()
}

/** The share picture without its picture, text as outlines. */
export async function textSvg({ title, words }: PosterWords): Promise<string> {
  const tree = box({ width: '100%', height: '100%', background: PAPER, color: INK }, [
    box({ width: POSTER_SIZE.height }, []),
    box({ flexDirection: 'column', justifyContent: 'space-between', flex: 1, padding: 56, overflow: 'hidden' }, [
      box({ fontSize: 32 }, 'Hourglass'),
      box({ flexDirection: 'column' }, [
        box({ fontSize: titleSize(title), lineHeight: 1.1, wordBreak: 'break-word' }, title),
        box({ marginTop: 24, fontSize: 28, color: SOFT }, words),
      ]),
    ]),
  ])
  const fonts = await fontsFor(title + words)
  // No fallback for characters without a bundled font: they stay boxes.
  return satori(tree as never, { ...POSTER_SIZE, fonts, loadAdditionalAsset: async () => [] })
}

/** Fits names of 200 characters. */
const titleSize = (title: string): number => (title.length <= 48 ? 56 : title.length <= 110 ? 40 : 30)

const box = (style: Record<string, unknown>, children: unknown) => ({
  type: 'div',
  props: { style: { display: 'flex', ...style }, children },
})
