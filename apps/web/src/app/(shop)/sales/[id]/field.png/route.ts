import { readField } from '../../../../../data/read-field'
import { drawField } from '../../../../../field/png'

/** Long enough for the page that it stands in; what has been sold since is drawn by the page itself. */
const FRESH = 'public, max-age=5'

/** The field of a sale as it is: one item a pixel, the sold ones all but gone. */
export async function GET(_request: Request, { params }: { params: Promise<{ id: string }> }): Promise<Response> {
  const field = await readField((await params).id)
  if (field.is !== 'here') return new Response(null, { status: field.is === 'missing' ? 404 : 503 })
  const { sale, states } = field.value
  return new Response(new Uint8Array(drawField(sale, states)), {
    headers: { 'content-type': 'image/png', 'cache-control': FRESH },
  })
}
