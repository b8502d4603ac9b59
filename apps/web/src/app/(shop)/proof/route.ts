import { readDrop } from '../../../data/read-drop'

/** Leads to the proof of the current sale. */
export async function GET(): Promise<Response> {
  const drop = await readDrop(1)
  const location = drop.is === 'found' ? `/sales/${drop.value.sale.id}/proof` : '/sales'
  return new Response(null, { status: 307, headers: { location } })
}
