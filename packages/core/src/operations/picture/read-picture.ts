import { type Outcome, ok, pictureFileInput, refuse } from '../../contract/index.ts'
import type { Context } from '../runtime/context.ts'
import { parse } from '../runtime/parse.ts'

/** A file of a picture: WebP. */
export async function readPicture(ctx: Pick<Context, 'pictures' | 'log'>, raw: unknown): Promise<Outcome<Buffer>> {
  const input = parse(pictureFileInput, raw)
  if (!input.ok) return input
  const { id, rendition } = input.value
  try {
    const file = await ctx.pictures.read(`${id}/${rendition}`)
    return file ? ok(file) : refuse('picture_not_found')
  } catch (error) {
    ctx.log.error({ event: 'pictures.away', error: String(error) }, 'picture store unavailable')
    return refuse('unavailable', { detail: 'The picture cannot be read at the moment.' })
  }
}
