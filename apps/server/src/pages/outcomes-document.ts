import { type RefusalCode, refusals } from '@hourglass/core/contract'
import { remedies } from '@hourglass/core/contract/remedies'

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
