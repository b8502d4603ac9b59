/** What a page may load and reach: itself, the API, and merchants' pictures. */
export function contentPolicy(apiOrigin: string, nonce: string, development: boolean): string {
  return [
    "default-src 'none'",
    `script-src 'self' 'nonce-${nonce}' 'strict-dynamic'${development ? " 'unsafe-eval'" : ''}`,
    `style-src 'self' 'nonce-${nonce}'${development ? " 'unsafe-inline'" : ''}`,
    // An item's own colour is set on its element.
    "style-src-attr 'unsafe-inline'",
    // Merchants' own pictures may be anywhere, over HTTPS.
    `img-src 'self' ${apiOrigin} https:`,
    "font-src 'self'",
    `connect-src 'self' ${apiOrigin}`,
    "manifest-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join('; ')
}
