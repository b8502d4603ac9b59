import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { ImageResponse } from 'next/og'

export const POSTER_SIZE = { width: 1200, height: 630 }

const FONT = join(process.cwd(), 'node_modules/@fontsource/fraunces/files/fraunces-latin-400-normal.woff')
const [PAPER, INK, SOFT] = ['#15120e', '#ebe2d3', '#a3988a']

interface PosterProps {
  /** A data URL of a square. */
  picture: string
  title: string
  words: string
}

/** What is shown where a page is shared: its picture, large, and what it is called. */
export async function poster({ picture, title, words }: PosterProps): Promise<ImageResponse> {
  const side = POSTER_SIZE.height
  return new ImageResponse(
    <div style={{ display: 'flex', width: '100%', height: '100%', background: PAPER, color: INK }}>
      {/* biome-ignore lint/performance/noImgElement: drawn into a picture */}
      <img src={picture} alt="" width={side} height={side} />
      <div style={{ display: 'flex', flexDirection: 'column', justifyContent: 'space-between', flex: 1, padding: 56 }}>
        <div style={{ fontSize: 32 }}>Hourglass</div>
        <div style={{ display: 'flex', flexDirection: 'column' }}>
          <div style={{ fontSize: 56, lineHeight: 1.1 }}>{title}</div>
          <div style={{ marginTop: 24, fontSize: 28, color: SOFT }}>{words}</div>
        </div>
      </div>
    </div>,
    { ...POSTER_SIZE, fonts: [{ name: 'Fraunces', data: await readFile(FONT), weight: 400 }] },
  )
}

export const dataUrl = (type: string, bytes: Buffer): string => `data:${type};base64,${bytes.toString('base64')}`
