import { headers } from 'next/headers'

/** Where this page is, as its reader has it; what is shared of it is named by this. */
export async function pageOrigin(): Promise<URL> {
  const asked = await headers()
  const scheme = asked.get('x-forwarded-proto')?.split(',', 1)[0] === 'https' ? 'https' : 'http'
  const address = `${scheme}://${asked.get('host') ?? 'localhost'}`
  return new URL(URL.canParse(address) ? address : 'http://localhost')
}
