import { pathId } from '../../../../../data/path-id'
import { readField } from '../../../../../data/read-sale'
import { drawField } from '../../../../../field/png'
import { createDrawings, drawingResponse } from '../../../../../sharing/drawings'

/** Long enough for the page that embeds it; the page's canvas draws later sales. */
const FRESH_S = 5
const BYTES_MAX = 8 * 1024 ** 2

const drawingOf = createDrawings({
  read: (id) => readField(String(id)),
  draw: ({ sale, states }) => drawField(sale, states),
  freshMs: FRESH_S * 1000,
  bytesMax: BYTES_MAX,
})

/** The current field of a sale: one pixel per item, sold items almost invisible. */
const fieldPng = async (id: number): Promise<Response> => drawingResponse(await drawingOf(id), FRESH_S)

export async function GET(_request: Request, { params }: { params: Promise<{ id: string }> }): Promise<Response> {
  return fieldPng(pathId((await params).id))
}
