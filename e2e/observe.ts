import type { Page } from '@playwright/test'

/** Notes from the page's beginning what a browser tells of its own smoothness. */
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
  /** The largest element. */
  what: string
  cls: number
}

/** What has been noted so far. */
export const seenOf = (page: Page) => page.evaluate(() => (window as unknown as { seen: Seen }).seen)
