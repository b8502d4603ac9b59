import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import { readProof } from '../../../../../data/read-proof'
import { ProofPage } from '../../../../../proof/proof-page'
import { apiOrigin } from '../../../../../shop/api-origin'
import { Away } from '../../../../../shop/away'

export const metadata: Metadata = { title: 'The proof' }

export default async function Proof({ params }: { params: Promise<{ id: string }> }) {
  const proof = await readProof((await params).id)
  if (proof.is === 'missing') notFound()
  return proof.is === 'here' ? <ProofPage proof={proof.value} apiOrigin={await apiOrigin()} /> : <Away />
}
