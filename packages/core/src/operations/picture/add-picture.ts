import { schema } from '@hourglass/db'
import {
  addPictureInput,
  type Outcome,
  ok,
  type PictureType,
  type PictureView,
  picturePath,
  type Rendition,
  refuse,
  UPLOAD_BYTES_MAX,
} from '../../contract/index.ts'
import type { Context } from '../runtime/context.ts'
import { ledgerRefusal } from '../runtime/ledger-refusal.ts'
import { invalid, parse } from '../runtime/parse.ts'
import { type EncodedPicture, encodePicture } from './encode.ts'

/** Pictures that a server encodes at once. Further ones are refused as busy. */
const ENCODING_MAX = 4

const { pictures } = schema

/**
 * Checks, re-encodes and stores a picture. The files are durable before the ledger knows the picture, so one that the ledger knows can be
 * served. Sending the same picture again returns the same id.
 */
export async function addPicture(ctx: Context, raw: unknown): Promise<Outcome<PictureView>> {
  const input = parse(addPictureInput, raw)
  if (!input.ok) return input
  const { type, data } = input.value
  const file = Buffer.from(data, 'base64')
  if (file.length > UPLOAD_BYTES_MAX) return refuse('body_too_large')
  const encoded = await takeTurn(ctx, { type, file })
  if (encoded === 'busy') return refuse('busy', { detail: 'Other pictures are being stored. Try again in a moment.' })
  if (typeof encoded === 'string') return invalid([{ pointer: '#', detail: `the picture ${encoded}` }])
  const { id, width, height, files } = encoded
  try {
    for (const [rendition, content] of Object.entries(files))
      await ctx.pictures.write(`${id}/${rendition as Rendition}`, content)
  } catch (error) {
    ctx.log.error({ event: 'pictures.away', error: String(error) }, 'picture store unavailable')
    return refuse('unavailable', { detail: 'The picture could not be stored. Try again in a moment.' })
  }
  try {
    await ctx.db.insert(pictures).values({ id, width, height }).onConflictDoNothing()
    return ok({ id, url: picturePath(id, 'large.webp'), width, height })
  } catch (error) {
    return ledgerRefusal(error)
  }
}

async function takeTurn(
  { encoding }: Pick<Context, 'encoding'>,
  upload: { type: PictureType; file: Buffer },
): Promise<EncodedPicture | string> {
  if (encoding.pictures >= ENCODING_MAX) return 'busy'
  encoding.pictures++
  try {
    return await encodePicture(upload.type, upload.file)
  } finally {
    encoding.pictures--
  }
}
