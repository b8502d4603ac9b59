import type { Metadata } from 'next'
import { nextPath } from '../../../account/next-path'
import { SignInPage } from '../../../account/sign-in-page'
import { privateMetadata } from '../../../shop/page-metadata'
import { signInWords } from '../../../words/account'
import { pageDescriptions } from '../../../words/pages'

export const metadata: Metadata = privateMetadata(signInWords.title, pageDescriptions.signIn)

interface SignInParams {
  searchParams: Promise<{ next?: string | string[]; error?: string | string[] }>
}

export default async function SignIn({ searchParams }: SignInParams) {
  const { next, error } = await searchParams
  return <SignInPage next={nextPath([next].flat()[0])} error={[error].flat()[0] ?? null} />
}
