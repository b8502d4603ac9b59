import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import type { FastifyReply } from 'fastify'

/** Markup that is already escaped. */
export class Html {
  readonly text: string
  constructor(text: string) {
    this.text = text
  }
}

type Part = Html | string | number | false | null | undefined | readonly Part[]

const ESCAPES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }

/** Template tag for markup. Escapes every interpolated value that is not {@link Html}. */
export const html = (strings: TemplateStringsArray, ...parts: Part[]): Html =>
  new Html(String.raw({ raw: strings }, ...parts.map(write)))

function write(part: Part): string {
  if (part instanceof Html) return part.text
  if (Array.isArray(part)) return part.map(write).join('')
  if (part === false || part === null || part === undefined) return ''
  return String(part).replace(/[&<>"']/g, (char) => ESCAPES[char] ?? '')
}

/** Renders the Markdown subset that descriptions use: paragraphs, `code` and **strong**. */
export function prose(text: string): Html {
  const paragraphs = text.split('\n\n').map((paragraph) => {
    const safe = write(paragraph)
      .replace(/`([^`]+)`/g, '<code>$1</code>')
      .replace(/\*\*([^*]+)\*\*/g, '<strong>$1</strong>')
    return `<p>${safe}</p>`
  })
  return new Html(paragraphs.join('\n'))
}

const read = (name: string): string => readFileSync(new URL(name, import.meta.url), 'utf8')
const hashOf = (text: string): string => `'sha256-${createHash('sha256').update(text).digest('base64')}'`

const STYLE = read('./page.css')
/** The script of the API reference. */
const SCRIPT = read('./reference.js')

/** CSP: allows only the inline style sheet. No fonts, images, scripts or other hosts. */
const POLICY = `default-src 'none'; style-src ${hashOf(STYLE)}; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`
/** CSP of the API reference, which also has one inline script that sends requests to this server. */
const REFERENCE_POLICY = `${POLICY}; script-src ${hashOf(SCRIPT)}; connect-src 'self'`

const pageOf = (title: string, body: Html, script: Html | false): string =>
  `<!doctype html>\n${
    html`<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${title} · Hourglass</title><style>${new Html(STYLE)}</style></head>
<body>${body}${script}</body>
</html>`.text
  }\n`

export const page = (title: string, body: Html): string => pageOf(title, html`<main>${body}</main>`, false)

/** The page of the API reference, with its script. */
export const scriptedPage = (title: string, body: Html): string =>
  pageOf(title, body, new Html(`<script type="module">${SCRIPT}</script>`))

export const sendPage = (reply: FastifyReply, text: string): FastifyReply => send(reply, text, POLICY)
/** Sends a {@link scriptedPage}. */
export const sendScriptedPage = (reply: FastifyReply, text: string): FastifyReply => send(reply, text, REFERENCE_POLICY)

const send = (reply: FastifyReply, text: string, policy: string): FastifyReply =>
  reply
    .header('content-type', 'text/html; charset=utf-8')
    .header('content-security-policy', policy)
    .header('cache-control', 'public, max-age=300')
    .send(text)
