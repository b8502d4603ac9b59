import type { Metadata } from 'next'
import { HowItWorks } from '../../../about/how-it-works'
import { pageMetadata } from '../../../shop/page-metadata'
import { HOW_IT_WORKS } from '../../../words/about'
import { pageDescriptions } from '../../../words/pages'

export const metadata: Metadata = pageMetadata({
  title: HOW_IT_WORKS.title,
  description: pageDescriptions.how,
  path: '/how-it-works',
})

export default HowItWorks
