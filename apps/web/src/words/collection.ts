import { countWords } from './count.ts'

export const collectionWords = {
  title: 'Collection',
  empty: 'Your collection is empty.',
  browse: 'Browse the current drop',
  more: 'Show more',
  /** `more`: there are further pages. */
  total: (units: number, more: boolean): string =>
    `${countWords(units)}${more ? '+' : ''} ${units === 1 && !more ? 'object' : 'objects'}`,
}
