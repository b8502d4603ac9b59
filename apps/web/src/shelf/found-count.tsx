import { foundWords } from '../words/shelf'
import styles from './shelf.module.css'

interface FoundCountProps {
  found: number
  of: number
  /** A browser's way to everything; none in what a server renders. */
  showAll?: () => void
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
