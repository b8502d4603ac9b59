import { useSyncExternalStore } from 'react'
import { localOf, localOfPages, subscribeLocal } from './locale.ts'

/** For components that write numbers, prices or times: they render again in the visitor's locale once the page is hydrated. */
export function useLocale(): void {
  useSyncExternalStore(subscribeLocal, localOf, localOfPages)
}
