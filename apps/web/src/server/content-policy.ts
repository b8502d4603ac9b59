import { createHash } from 'node:crypto'

/** A script of the page itself. React escapes `<` in text and Next.js in data, so neither looks like one. */
const INLINE_SCRIPT = /<script(?![^>]*\ssrc=)[^>]*>([\s\S]*?)<\/script>/g

/**
 * The content security policy of a page: it may load from itself and the API. Its inline scripts are allowed
 * by their hashes (CSP Level 3, section 6.7.3.3), so that the page and its policy can be cached together.
 */
export function contentPolicy(html: string, apiOrigin: string, isConsole: boolean): string {
  const hashes = Array.from(html.matchAll(INLINE_SCRIPT), ([, script = '']) => `'sha256-${sha256(script)}'`)
  return [
    "default-src 'none'",
    `script-src ${["'self'", ...new Set(hashes)].join(' ')}`,
    "style-src 'self'",
    // Each item's color is an inline style.
    "style-src-attr 'unsafe-inline'",
    // The console previews cards that the API draws once the sale exists.
    `img-src 'self' ${apiOrigin}${isConsole ? ' data:' : ''}`,
    "font-src 'self'",
    `connect-src 'self' ${apiOrigin}`,
    "manifest-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join('; ')
}

const sha256 = (text: string): string => createHash('sha256').update(text).digest('base64')
