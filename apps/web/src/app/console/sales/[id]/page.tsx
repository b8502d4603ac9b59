import { notFound } from 'next/navigation'
import { SalePage } from '../../../../console/sales/sale-page'
import { pathId } from '../../../../data/path-id'

export default async function Page({ params }: { params: Promise<{ id: string }> }) {
  const id = pathId((await params).id)
  if (!(id > 0)) notFound()
  return <SalePage id={id} />
}
