import type { Facets } from '../catalogue/facets'
import { type Query, SEARCH_CHARS_MAX } from '../catalogue/query'
import { sortWords } from '../words/shelf'
import { Choice } from './choice'
import styles from './search-bar.module.css'

interface SearchBarProps {
  query: Query
  facets: Facets
  path: string
  change(query: Query): void
}

/** Search, filters and sort order. A plain GET form until the script has loaded. */
export function SearchBar({ query, facets, path, change }: SearchBarProps) {
  const set = (part: Partial<Query>) => change({ ...query, ...part })
  const facet = <Name extends keyof Facets>(name: Name, words: string) => (
    <Choice
      name={name}
      words={words}
      value={query[name] ?? ''}
      options={facets[name].map(([value, count]) => ({ value, words: value, count }))}
      change={(value) => set({ [name]: (value || null) as Query[Name] })}
    />
  )
  return (
    <search className={styles.finder}>
      <form action={path} method="get" onSubmit={(event) => event.preventDefault()}>
        <h2 id="items">The shelf</h2>
        <label className={styles.search}>
          <span className="unseen">Search by name</span>
          <input
            type="search"
            name="search"
            placeholder="Search by name"
            autoComplete="off"
            maxLength={SEARCH_CHARS_MAX}
            value={query.search}
            onChange={({ target }) => set({ search: target.value })}
          />
        </label>
        <label className={styles.here}>
          <input
            type="checkbox"
            name="show"
            value="available"
            checked={query.available}
            onChange={({ target }) => set({ available: target.checked })}
          />
          <span>Available only</span>
        </label>
        {facet('material', 'Material')}
        {facet('rarity', 'Rarity')}
        {facet('palette', 'Palette')}
        <Choice
          name="sort"
          words="Sort by"
          value={query.sort}
          options={Object.entries(sortWords).map(([value, words]) => ({ value, words }))}
          change={(sort) => set({ sort: sort as Query['sort'] })}
        />
        <noscript>
          <button type="submit">Search</button>
        </noscript>
      </form>
    </search>
  )
}
