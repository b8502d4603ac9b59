'use client'

import type { PositionedStates } from '@hourglass/core/contract'
import { useState } from 'react'
import type { Offer } from '../buying/offer'
import type { UnsealedSale } from '../catalogue/item-cache'
import styles from './field.module.css'
import { FieldCaption } from './field-caption'
import { FieldCursor } from './field-cursor'
import { useField } from './use-field'

interface FieldProps {
  sale: UnsealedSale
  states: PositionedStates
  /** The item in the caption before one is selected. */
  featured: { offer: Offer; rarity: string } | null
}

/** All items of an hourly sale as one live picture. The server's PNG is shown until the canvas is drawn. */
export function Field({ sale, states, featured }: FieldProps) {
  const { canvas, surface, view, columns, drawn, live, at, seen, zoomBy, isNearest, keys } = useField(sale, states)
  const [byKeys, setByKeys] = useState(false)
  const shown = seen ?? featured
  return (
    <div className={styles.field} data-field={live ? 'live' : 'given'}>
      <div
        ref={surface}
        className={styles.surface}
        data-near={view.zoom > 1}
        data-zoom={view.zoom}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: its keys are its own
        tabIndex={0}
        role="application"
        aria-label={`The field: ${sale.items_count} items`}
        aria-describedby="field-keys"
        onKeyDown={(event) => {
          setByKeys(true)
          keys(event)
        }}
        onBlur={() => setByKeys(false)}
      >
        {/* biome-ignore lint/performance/noImgElement: one cell a pixel, which nothing makes smaller */}
        <img
          className={styles.given}
          src={`/sales/${sale.id}/field.png`}
          alt=""
          width={columns}
          height={columns}
          hidden={drawn}
          style={{ '--columns': columns } as React.CSSProperties}
          fetchPriority="high"
        />
        <canvas ref={canvas} className={styles.canvas} />
        {at !== null && <FieldCursor at={at} view={view} columns={columns} />}
      </div>
      <p id="field-keys" className="unseen">
        Arrow keys move between items and Enter opens one. Plus and minus zoom in and out, as does the mouse wheel with
        Ctrl or Cmd.
      </p>
      <div className={styles.below}>
        <div className={styles.caption} aria-live={byKeys ? 'polite' : 'off'}>
          {shown && <FieldCaption offer={shown.offer} rarity={shown.rarity} />}
        </div>
        <div className={styles.zoom}>
          <button type="button" aria-label="Zoom in" onClick={() => zoomBy(2)} disabled={isNearest}>
            +
          </button>
          <button type="button" aria-label="Zoom out" onClick={() => zoomBy(0.5)} disabled={view.zoom === 1}>
            −
          </button>
        </div>
      </div>
    </div>
  )
}
