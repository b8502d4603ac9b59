import { countWords } from '../words/count'
import styles from './search-bar.module.css'

interface ChoiceProps {
  name: string
  words: string
  /** '' when nothing is chosen. */
  value: string
  options: { value: string; words: string; count?: number }[]
  change(value: string): void
}

/** One of several, by the browser's own list. Filters, which have counts, may be left open. */
export function Choice({ name, words, value, options, change }: ChoiceProps) {
  const filters = options.some(({ count }) => count !== undefined)
  return (
    <label className={styles.choice} data-chosen={filters && value !== ''}>
      <span className="unseen">{words}</span>
      <select name={name} value={value} onChange={({ target }) => change(target.value)}>
        {filters && <option value="">{words}</option>}
        {options.map((option) => (
          <option key={option.value} value={option.value}>
            {option.words}
            {option.count !== undefined && ` (${countWords(option.count)})`}
          </option>
        ))}
      </select>
    </label>
  )
}
