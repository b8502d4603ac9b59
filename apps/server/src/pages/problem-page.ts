import { type RefusalCode, refusals } from '@hourglass/core/contract'
import { remedies } from '@hourglass/core/contract/remedies'
import { refusalsOf } from '../openapi/responses.ts'
import { routes } from '../routes/index.ts'
import { html, page, prose } from './html.ts'

export const isRefusalCode = (code: string): code is RefusalCode => Object.hasOwn(refusals, code)

/** What an outcome means and what to do about it: where a problem document's `type` leads. */
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
        ? 'The same request may succeed later without anything else being changed.'
        : 'The same request will get the same answer until something is changed.'
    }</p>
<h4>Who answers it</h4>
${
  where.length === 0
    ? html`<p>The server itself, whatever is asked for.</p>`
    : html`<ul>${where.map((route) => html`<li><a href="/docs#${route.id}"><code>${route.method.toUpperCase()} ${route.path}</code></a></li>`)}</ul>`
}`,
  )
}

/** docs/outcomes.md: the catalogue of outcomes for people. */
export function outcomesDocument(): string {
  const codes = Object.keys(refusals) as RefusalCode[]
  const rows = codes.map((code) => {
    const { status, title, retryable } = refusals[code]
    return `| \`${code}\` | ${status} | ${retryable ? 'yes' : 'no'} | ${title}. | ${remedies[code]} |`
  })
  return `# Outcomes

Made from [outcomes.ts](../packages/core/src/contract/outcomes.ts) and [remedies.ts](../packages/core/src/contract/remedies.ts); a test sees that it is
current. Each is also a page of the server: \`/problems/<outcome>\`, where the \`type\` of a problem document leads. Retry: whether the same request may
succeed later without anything else being changed.

| outcome | status | retry | what it means | what to do |
| --- | --- | --- | --- | --- |
${rows.join('\n')}
`
}
