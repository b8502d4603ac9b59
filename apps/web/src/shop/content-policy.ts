/** A page may load from itself, the API, and merchants' pictures. */
export function contentPolicy(apiOrigin: string, nonce: string, development: boolean): string {
  return [
    "default-src 'none'",
    `script-src 'self' 'nonce-${nonce}' 'strict-dynamic'${development ? " 'unsafe-eval'" : ''}`,
    // Next.js in development adds styles without a nonce. A policy with a nonce ignores 'unsafe-inline'.
    `style-src 'self' ${development ? "'unsafe-inline'" : `'nonce-${nonce}'`}`,
    // Each item's color is an inline style.
    "style-src-attr 'unsafe-inline'",
    // Merchants' pictures may be on any host, over HTTPS.
    `img-src 'self' ${apiOrigin} https:`,
    "font-src 'self'",
    `connect-src 'self' ${apiOrigin}`,
    "manifest-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join('; ')
}
