import { type NextRequest, NextResponse } from 'next/server'
import { contentPolicy } from './shop/content-policy'
import { publicApiOrigin } from './shop/origin'

/** Sets each page's content security policy. Next reads the nonce from the request header and adds it to its scripts. */
export function proxy(request: NextRequest): NextResponse {
  const nonce = Buffer.from(crypto.getRandomValues(new Uint8Array(16))).toString('base64')
  const policy = contentPolicy(publicApiOrigin(request.headers), nonce, process.env.NODE_ENV === 'development')
  const headers = new Headers(request.headers)
  headers.set('content-security-policy', policy)
  const response = NextResponse.next({ request: { headers } })
  response.headers.set('content-security-policy', policy)
  response.headers.set('referrer-policy', 'strict-origin-when-cross-origin')
  response.headers.set('x-content-type-options', 'nosniff')
  return response
}

export const config = { matcher: '/((?!_next/static/|icon.svg|favicon.ico|apple-icon.png).*)' }
