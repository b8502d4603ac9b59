import { createHash } from 'node:crypto'
import type sharp from 'sharp'
import type { Sharp } from 'sharp'
import {
  PICTURE_PIXELS_MAX,
  PICTURE_SIDE_MAX,
  PICTURE_SIDE_MIN,
  type PictureType,
  RENDITIONS,
  type Rendition,
} from '../../contract/index.ts'

/** A picture as it is stored: two WebP files, without any metadata of the upload. */
export interface EncodedPicture {
  /** SHA-256 of the two files, in hex. */
  id: string
  /** Of the larger file, in pixels. */
  width: number
  height: number
  files: Record<Rendition, Buffer>
}

/** Decoding and encoding may take this long, in seconds. */
const ENCODE_S = 10
const QUALITY = 82

const FORMATS: Record<PictureType, string> = { 'image/jpeg': 'jpeg', 'image/png': 'png', 'image/webp': 'webp' }

/** Loaded with the first upload: most processes never need it. Only the three decoders are allowed to run. */
let loading: Promise<typeof sharp> | undefined

async function load(): Promise<typeof sharp> {
  const { default: sharp } = await import('sharp')
  sharp.block({ operation: ['VipsForeignLoad'] })
  sharp.unblock({
    operation: ['VipsForeignLoadJpegBuffer', 'VipsForeignLoadPngBuffer', 'VipsForeignLoadWebpBuffer'],
  })
  // One thread per picture: uploads must not take the machine from checkouts.
  sharp.concurrency(1)
  sharp.cache(false)
  return sharp
}

/**
 * Decodes an upload and encodes it again, so that nothing of the original file is served: no metadata, no second payload. The header is
 * checked before any pixel is decoded.
 * @returns what is wrong with the file, as a sentence's end: "is animated"
 */
export async function encodePicture(type: PictureType, file: Uint8Array): Promise<EncodedPicture | string> {
  if (file.length === 0) return 'is empty'
  loading ??= load()
  const read = await loading
  // Reads the header only, so there is nothing to limit yet.
  const header = await read(file, { limitInputPixels: false })
    .metadata()
    .catch(() => null)
  if (!header?.width || !header.height) return 'is not a JPEG, PNG or WebP file, or is damaged'
  const { format, width, height, pages = 1 } = header
  if (format !== FORMATS[type]) return `is not ${type} but image/${format}`
  if (pages > 1 || isAnimatedPng(file)) return 'is animated; send a still picture'
  const [shorter, longer] = [Math.min(width, height), Math.max(width, height)]
  if (longer > PICTURE_SIDE_MAX || width * height > PICTURE_PIXELS_MAX)
    return `has ${width} × ${height} pixels; at most ${PICTURE_SIDE_MAX.toLocaleString('en')} on a side and ${PICTURE_PIXELS_MAX / 1e6} million in all are allowed`
  if (shorter < PICTURE_SIDE_MIN)
    return `has ${width} × ${height} pixels; each side must have at least ${PICTURE_SIDE_MIN}`
  try {
    return await encode(read(file, { limitInputPixels: PICTURE_PIXELS_MAX, failOn: 'error', sequentialRead: true }))
  } catch {
    return 'is damaged, or takes too long to decode'
  }
}

async function encode(picture: Sharp): Promise<EncodedPicture> {
  // Upright, as the camera was held; in sRGB, which every browser shows alike.
  const upright = picture.autoOrient().toColourspace('srgb').timeout({ seconds: ENCODE_S })
  const fitted = (side: number) =>
    upright
      .clone()
      .resize({ width: side, height: side, fit: 'inside', withoutEnlargement: true })
      .webp({ quality: QUALITY })
      .toBuffer({ resolveWithObject: true })
  const large = await fitted(RENDITIONS['large.webp'])
  const small = await fitted(RENDITIONS['small.webp'])
  const { width, height } = large.info
  const id = createHash('sha256').update(large.data).update(small.data).digest('hex')
  return { id, width, height, files: { 'large.webp': large.data, 'small.webp': small.data } }
}

/** Whether a PNG has an animation control chunk, which comes before its pixels (PNG, third edition, section 11.3.6.1). */
function isAnimatedPng(file: Uint8Array): boolean {
  const bytes = Buffer.from(file.buffer, file.byteOffset, file.byteLength)
  // Chunks follow the signature of 8 bytes: length, type, data, checksum.
  for (let at = 8; at + 8 <= bytes.length; at += 12 + bytes.readUInt32BE(at)) {
    const chunk = bytes.toString('latin1', at + 4, at + 8)
    if (chunk === 'acTL') return true
    if (chunk === 'IDAT') return false
  }
  return false
}
