import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import type { FastifyReply } from 'fastify'
import { type Html, html, Html as Markup } from './html.ts'

const STYLE = readFileSync(new URL('./page.css', import.meta.url), 'utf8')
const STYLE_HASH = createHash('sha256').update(STYLE).digest('base64')

/** Nothing but the page's own text and its one style: no script, no font, no picture, no other host. */
const POLICY = `default-src 'none'; style-src 'sha256-${STYLE_HASH}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`

export const page = (title: string, body: Html): string =>
  `<!doctype html>\n${
    html`<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${title} · Hourglass</title><style>${new Markup(STYLE)}</style></head>
<body>${body}</body>
</html>`.text
  }\n`

export const sendPage = (reply: FastifyReply, text: string): FastifyReply =>
  reply
    .header('content-type', 'text/html; charset=utf-8')
    .header('content-security-policy', POLICY)
    .header('cache-control', 'public, max-age=300')
    .send(text)
