import dynamic from 'next/dynamic'
import { useDeferredValue, useId, useState } from 'react'
import { previewWords } from '../../words/preview'
import forms from '../parts/form.module.css'
import { Section } from '../parts/page'
import type { Moment, PreviewedSale } from './previewed'

/** The storefront's components load when somebody wants to see them. */
const Preview = dynamic(() => import('./preview'), { ssr: false, loading: () => <p role="status">Loading…</p> })

/** Shows a sale that is not open yet as the storefront will. An error: what is typed cannot be read yet. */
export function PreviewSection({ sale }: { sale: PreviewedSale | Error }) {
  const group = useId()
  const [isOpen, setOpen] = useState(false)
  const [wanted, want] = useState<Moment>('open')
  const shown = useDeferredValue(sale)
  const isAhead = !(sale instanceof Error) && sale.startsAt !== null && Date.parse(sale.startsAt) > Date.now()
  const moment = isAhead ? wanted : 'open'
  return (
    <Section title={previewWords.title} note={previewWords.note}>
      <div className={forms.buttons}>
        <button type="button" className="plain" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
          {isOpen ? previewWords.hide : previewWords.show}
        </button>
        {isOpen && isAhead && (
          <div className={forms.choices} role="radiogroup" aria-label={previewWords.moment}>
            {(['before', 'open'] as const).map((one) => (
              <label key={one}>
                <input type="radio" name={group} checked={moment === one} onChange={() => want(one)} />
                {previewWords[one]}
              </label>
            ))}
          </div>
        )}
      </div>
      {isOpen &&
        (shown instanceof Error ? (
          <p role="status">{previewWords.unreadable}</p>
        ) : (
          <Preview sale={shown} moment={moment} />
        ))}
    </Section>
  )
}
