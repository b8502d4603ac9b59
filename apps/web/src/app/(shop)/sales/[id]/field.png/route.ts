import { pathId } from '../../../../../data/path-id'
import { fieldPng } from '../../../../../field/field-png'

export async function GET(_request: Request, { params }: { params: Promise<{ id: string }> }): Promise<Response> {
  return fieldPng(pathId((await params).id))
}
