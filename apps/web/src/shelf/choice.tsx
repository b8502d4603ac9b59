import { countWords } from '../words/count'
import { useLocale } from '../words/use-locale'
import styles from './search-bar.module.css'

interface ChoiceProps {
  name: string
  words: string
  /** '' if nothing is selected. */
  value: string
  options: { value: string; words: string; count?: number }[]
  change(value: string): void
}

/** A native select. Filters, whose options have counts, can be unset. */
export function Choice({ name, words, value, options, change }: ChoiceProps) {
  useLocale()
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
