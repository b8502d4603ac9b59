import type { Metadata } from 'next'
import { CollectionPage } from '../../../me/collection-page'
import { privateMetadata } from '../../../shop/page-metadata'
import { collectionWords } from '../../../words/collection'
import { pageDescriptions } from '../../../words/pages'

export const metadata: Metadata = privateMetadata(collectionWords.title, pageDescriptions.collection)

export default function Collection() {
  return <CollectionPage />
}
