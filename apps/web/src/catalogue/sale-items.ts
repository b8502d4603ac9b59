import { describeItem, type GeneratedItem } from '@hourglass/core/catalog'
import { cachedItems, cacheItems, keyOf, type Seeded } from './item-cache.ts'

/** All items of a sale, synchronously: 50 ms for ten thousand the first time. */
export function saleItems(sale: Seeded): readonly GeneratedItem[] {
  const describe = () => Array.from({ length: sale.items_count }, (_, at) => describeItem(sale, at))
  return cachedItems(sale) ?? cacheItems(sale, describe())
}

/** Longest time that generation blocks the main thread. */
const SLICE_MS = 8
/** Items generated between two reads of the clock. */
const CHECK_EVERY = 16

const underWay = new Map<string, Promise<readonly GeneratedItem[]>>()

/** The same in slices that do not block the main thread. Concurrent calls share one run. */
export function describeAll(sale: Seeded): Promise<readonly GeneratedItem[]> {
  const key = keyOf(sale)
  const described = underWay.get(key) ?? describeInSlices(sale).finally(() => underWay.delete(key))
  underWay.set(key, described)
  return described
}

async function describeInSlices(sale: Seeded): Promise<readonly GeneratedItem[]> {
  const known = cachedItems(sale)
  if (known) return known
  const items: GeneratedItem[] = []
  while (items.length < sale.items_count) {
    const until = performance.now() + SLICE_MS
    while (items.length < sale.items_count && (items.length % CHECK_EVERY > 0 || performance.now() < until))
      items.push(describeItem(sale, items.length))
    await nextTask()
  }
  return cacheItems(sale, items)
}

/** A message runs as its own task, without the delay of a timer. */
function nextTask(): Promise<void> {
  const { port1, port2 } = new MessageChannel()
  return new Promise((resolve) => {
    port1.onmessage = () => {
      port1.close()
      resolve()
    }
    port2.postMessage(null)
  })
}
