import type { Metadata } from 'next'
import { cache } from 'react'
import { readProof } from '../../../../../data/read-sale'
import { ProofPage } from '../../../../../proof/proof-page'
import { Missing, missingMetadata } from '../../../../../shop/missing'
import { pageMetadata } from '../../../../../shop/page-metadata'
import { apiOrigin } from '../../../../../shop/request-origin'
import { Unavailable } from '../../../../../shop/unavailable'
import { pageDescriptions } from '../../../../../words/pages'

interface ProofProps {
  params: Promise<{ id: string }>
}

/** Read once per request: generateMetadata and the page share it. */
const proofOf = cache(readProof)

export async function generateMetadata({ params }: ProofProps): Promise<Metadata> {
  const proof = await proofOf((await params).id)
  if (proof.is !== 'found') return proof.is === 'missing' ? missingMetadata : { title: 'Proof' }
  const { sale } = proof.value
  const described = { description: pageDescriptions.proof(sale), path: `/sales/${sale.id}/proof` }
  return pageMetadata({ title: `Proof for ${sale.name}`, ...described })
}

export default async function Proof({ params }: ProofProps) {
  const proof = await proofOf((await params).id)
  if (proof.is === 'missing') return <Missing />
  return proof.is === 'found' ? <ProofPage proof={proof.value} apiOrigin={await apiOrigin()} /> : <Unavailable />
}
