import type { Page } from '@playwright/test'

/** Records the browser's performance entries from the start of the page. */
export async function observe(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const seen = { lcp: 0, what: '', cls: 0 }
    Object.assign(window, { seen })
    const on = (type: string, note: (entry: PerformanceEntry & { value?: number; hadRecentInput?: boolean }) => void) =>
      new PerformanceObserver((list) => list.getEntries().forEach(note)).observe({ type, buffered: true })
    on('largest-contentful-paint', (entry) => {
      seen.lcp = entry.startTime
      seen.what = (entry as PerformanceEntry & { element?: Element }).element?.tagName.toLowerCase() ?? ''
    })
    on('layout-shift', (entry) => {
      if (!entry.hadRecentInput) seen.cls += entry.value ?? 0
    })
  })
}

interface Seen {
  lcp: number
  /** The largest contentful paint element. */
  what: string
  cls: number
}

/** The entries recorded so far. */
export const seenOf = (page: Page) => page.evaluate(() => (window as unknown as { seen: Seen }).seen)
