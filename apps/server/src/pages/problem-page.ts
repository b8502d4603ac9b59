import { type RefusalCode, refusals } from '@hourglass/core/contract'
import { remedies } from '@hourglass/core/contract/remedies'
import { refusalsOf } from '../openapi/responses.ts'
import { routes } from '../routes/index.ts'
import { html, page, prose } from './html.ts'

export const isRefusalCode = (code: string): code is RefusalCode => Object.hasOwn(refusals, code)

/** The page that the `type` of a problem document links to: what an outcome means and what to do about it. */
export function problemPage(code: RefusalCode): string {
  const { status, title, sentence, retryable } = refusals[code]
  const where = routes.filter((route) => refusalsOf(route).includes(code))
  return page(
    code,
    html`<p class="quiet"><a href="/docs">Hourglass</a> · outcome</p>
<h1><code>${code}</code></h1>
<p><strong>${title}.</strong> ${sentence}</p>
<h4>What to do</h4>${prose(remedies[code])}
<h4>Status</h4><p>${status}. ${
      retryable
        ? 'The same request may succeed later, without changes.'
        : 'The same request gets the same answer until something changes.'
    }</p>
<h4>Routes</h4>
${
  where.length === 0
    ? html`<p>Any request may get this answer.</p>`
    : html`<ul>${where.map((route) => html`<li><a href="/docs#${route.id}"><code>${route.method.toUpperCase()} ${route.path}</code></a></li>`)}</ul>`
}`,
  )
}

/** Generates docs/outcomes.md. */
export function outcomesDocument(): string {
  const codes = Object.keys(refusals) as RefusalCode[]
  const rows = codes.map((code) => {
    const { status, title, retryable } = refusals[code]
    return `| \`${code}\` | ${status} | ${retryable ? 'yes' : 'no'} | ${title}. | ${remedies[code]} |`
  })
  return `# Outcomes

Generated from [outcomes.ts](../packages/core/src/contract/outcomes.ts) and [remedies.ts](../packages/core/src/contract/remedies.ts); a test checks that this
file is current. The server has a page for each outcome, \`/problems/<outcome>\`, which the \`type\` of a problem document links to. Retry: whether the same
request may succeed later without changes.

| outcome | status | retry | what it means | what to do |
| --- | --- | --- | --- | --- |
${rows.join('\n')}
`
}
