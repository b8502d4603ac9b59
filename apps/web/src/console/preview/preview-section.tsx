import dynamic from 'next/dynamic'
import { useDeferredValue, useId, useState } from 'react'
import { previewWords } from '../../words/preview'
import forms from '../parts/form.module.css'
import { Section } from '../parts/page'
import type { Moment, PreviewedSale } from './previewed'

/** The storefront's components load when somebody wants to see them. */
const Preview = dynamic(() => import('./preview'), { ssr: false, loading: () => <p role="status">Loading…</p> })

/** Shows a sale that is not open yet as the storefront will. `read` throws while what is typed is not complete. */
export function PreviewSection({ read }: { read: () => PreviewedSale }) {
  const group = useId()
  const [isOpen, setOpen] = useState(false)
  const [wanted, want] = useState<Moment>('open')
  const sale = isOpen ? readOr(read) : null
  const shown = useDeferredValue(sale)
  const isAhead = sale !== null && sale.startsAt !== null && Date.parse(sale.startsAt) > Date.now()
  return (
    <Section title={previewWords.title} note={previewWords.note}>
      <div className={forms.buttons}>
        <button type="button" className="plain" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
          {isOpen ? previewWords.hide : previewWords.show}
        </button>
        {isAhead && (
          <div className={forms.choices} role="radiogroup" aria-label={previewWords.moment}>
            {(['before', 'open'] as const).map((one) => (
              <label key={one}>
                <input type="radio" name={group} checked={wanted === one} onChange={() => want(one)} />
                {previewWords[one]}
              </label>
            ))}
          </div>
        )}
      </div>
      {isOpen && sale === null && <p role="status">{previewWords.unreadable}</p>}
      {isOpen && shown && <Preview sale={shown} moment={isAhead ? wanted : 'open'} />}
    </Section>
  )
}

function readOr(read: () => PreviewedSale): PreviewedSale | null {
  try {
    return read()
  } catch {
    return null
  }
}
