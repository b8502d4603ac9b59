import { useEffect, useRef, useState } from 'react'
import styles from '../parts/form.module.css'
import type { Outputs } from '../shell/api'

/** A new key, shown once. It exists only on this page. */
export function ShownOnce({ made, done }: { made: Outputs['keys']['create']; done: () => void }) {
  const [copied, setCopied] = useState(false)
  const place = useRef<HTMLDivElement>(null)
  useEffect(() => place.current?.focus(), [])
  // The clipboard API needs a secure context; elsewhere the key is copied by hand.
  const copy = navigator.clipboard && (() => void navigator.clipboard.writeText(made.key).then(() => setCopied(true)))
  return (
    <div ref={place} className={styles.said} role="status" tabIndex={-1}>
      <p>
        New key for <strong>{made.partner}</strong>. Copy it now; it won’t be shown again. An older key stays valid
        until you revoke it.
      </p>
      <code data-made-key>{made.key}</code>
      <div className={styles.buttons}>
        {copy && (
          <button type="button" onClick={copy}>
            {copied ? 'Copied' : 'Copy'}
          </button>
        )}
        <button type="button" className="plain" onClick={done}>
          Done
        </button>
      </div>
    </div>
  )
}
