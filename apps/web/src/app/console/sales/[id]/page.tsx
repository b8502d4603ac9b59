import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import { SalePage } from '../../../../console/sales/sale-page'
import { pathId } from '../../../../data/path-id'

interface SaleProps {
  params: Promise<{ id: string }>
}

export async function generateMetadata({ params }: SaleProps): Promise<Metadata> {
  return { title: `Sale ${(await params).id}` }
}

export default async function Page({ params }: SaleProps) {
  const id = pathId((await params).id)
  if (!(id > 0)) notFound()
  return <SalePage id={id} />
}
