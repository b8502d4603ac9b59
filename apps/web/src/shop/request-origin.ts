import { headers } from 'next/headers'
import { publicApiOrigin, publicWebOrigin } from './origin'

/** For server components: the API's origin for the current browser. */
export async function apiOrigin(): Promise<string> {
  return publicApiOrigin(await headers())
}

/** For server components: the storefront's origin, used in shared links. */
export async function pageOrigin(): Promise<URL> {
  return new URL(publicWebOrigin(await headers()))
}
