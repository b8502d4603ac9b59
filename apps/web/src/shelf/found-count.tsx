import { foundWords } from '../words/shelf'
import styles from './shelf.module.css'

interface FoundCountProps {
  found: number
  of: number
  /** Undefined until the browser can find by itself. */
  showAll: (() => void) | undefined
}

export function FoundCount({ found, of, showAll }: FoundCountProps) {
  return (
    <div className={styles.count}>
      <p role="status" data-found={found}>
        {foundWords(found, of)}
      </p>
      {showAll && found < of && (
        <button type="button" onClick={showAll}>
          Show all
        </button>
      )}
    </div>
  )
}
