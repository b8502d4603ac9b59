import { useMutation } from '@tanstack/react-query'
import forms from '../parts/form.module.css'
import { Section } from '../parts/page'
import { Refused } from '../parts/refused'
import { useTRPCClient } from '../shell/api'

/** Downloads orders or attempts of a sale as CSV. */
export function SaleExports({ id }: { id: number }) {
  const client = useTRPCClient()
  const save = useMutation({
    async mutationFn(what: 'orders' | 'attempts') {
      const parts: string[] = []
      let cursor: string | null = null
      do {
        const part: { csv: string; next_cursor: string | null } = await client.exports[what].query({
          id,
          ...(cursor !== null && { cursor }),
        })
        parts.push(part.csv)
        cursor = part.next_cursor
      } while (cursor !== null)
      download(new Blob(parts, { type: 'text/csv' }), `${what}-of-sale-${id}.csv`)
    },
  })
  return (
    <Section title="Export" note="as CSV, with a header row; prices in minor units">
      <div className={forms.buttons}>
        {(['orders', 'attempts'] as const).map((what) => (
          <button
            key={what}
            type="button"
            className="plain"
            disabled={save.isPending}
            onClick={() => save.mutate(what)}
          >
            Export {what}
          </button>
        ))}
        {save.isPending && <span role="status">Exporting…</span>}
      </div>
      <Refused error={save.error} />
    </Section>
  )
}

function download(file: Blob, name: string): void {
  const url = URL.createObjectURL(file)
  const link = Object.assign(document.createElement('a'), { href: url, download: name })
  link.click()
  URL.revokeObjectURL(url)
}
