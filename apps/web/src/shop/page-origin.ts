import { headers } from 'next/headers'
import { publicWebOrigin } from './origin'

/** Where this page is, as its reader has it; what is shared of it is named by this. */
export async function pageOrigin(): Promise<URL> {
  return new URL(publicWebOrigin(await headers()))
}
