import { headers } from 'next/headers'
import { publicApiOrigin } from './origin'

/** For server components: where the browser that asks for this page reaches the API. */
export async function apiOrigin(): Promise<string> {
  return publicApiOrigin(await headers())
}
