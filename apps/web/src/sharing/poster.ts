import satori from 'satori'
import sharp from 'sharp'
import { fontsFor } from './fonts.ts'

export const POSTER_SIZE = { width: 1200, height: 630 }

// One drawing at a time needs one thread, and no picture is drawn twice soon.
sharp.concurrency(1)
sharp.cache(false)

const [PAPER, INK, SOFT] = ['#15120e', '#ebe2d3', '#a3988a']

export interface PosterWords {
  title: string
  words: string
}

interface Poster extends PosterWords {
  /** An SVG of a square. */
  picture: string
}

/**
 * The PNG that is shown where a page is shared: its picture, large, and what it is called. Text is drawn with bundled
 * fonts only, so that no name makes this server ask another host for one. Rasterising is off the event loop.
 */
export async function drawPoster({ picture, title, words }: Poster): Promise<Buffer> {
  const side = POSTER_SIZE.height
  const square = await sharp(Buffer.from(picture)).resize(side, side).png().toBuffer()
  const text = await textSvg({ title, words })
  return sharp(Buffer.from(text))
    .composite([{ input: square, left: 0, top: 0 }])
    .png()
    .toBuffer()
}

/** All but the picture, text as outlines. */
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
  // A character that no bundled font has stays a box.
  return satori(tree as never, { ...POSTER_SIZE, fonts, loadAdditionalAsset: async () => [] })
}

/** Names of 200 characters fit. */
const titleSize = (title: string): number => (title.length <= 48 ? 56 : title.length <= 110 ? 40 : 30)

const box = (style: Record<string, unknown>, children: unknown) => ({
  type: 'div',
  props: { style: { display: 'flex', ...style }, children },
})
