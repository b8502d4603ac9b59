import { headers } from 'next/headers'
import { publicApiOrigin, publicWebOrigin } from './origin'

/** For server components: where the browser that asks for this page reaches the API. */
export async function apiOrigin(): Promise<string> {
  return publicApiOrigin(await headers())
}

/** Where this page is, as its reader has it; what is shared of it is named by this. */
export async function pageOrigin(): Promise<URL> {
  return new URL(publicWebOrigin(await headers()))
}
