import { LRUCache } from 'lru-cache'
import pLimit from 'p-limit'

/** Queue limit. Further drawings are refused: each takes up to a second of a core. */
const WAITING_MAX = 32
const RETRY_AFTER_S = 5

const oneAtATime = pLimit(1)

/** What a drawing is made from. */
export type Source<T> = { is: 'found'; value: T } | { is: 'missing' } | { is: 'unavailable' }
type Drawing = { is: 'found'; value: Buffer } | { is: 'missing' } | { is: 'unavailable' }

interface DrawingsOptions<T> {
  /** Ids are positive numbers: `/items/7` and `/items/007` are one picture. */
  read(id: number): Promise<Source<T>>
  draw(source: T): Buffer | Promise<Buffer>
  /** How long a drawing is cached. */
  freshMs: number
  /** Total size of the cache. */
  bytesMax: number
}

/** An LRU cache of PNGs by id. Concurrent requests share one drawing, and one drawing runs at a time per process. */
export function createDrawings<T>({ read, draw, freshMs, bytesMax }: DrawingsOptions<T>) {
  const kept = new LRUCache<number, Buffer>({
    maxSize: bytesMax,
    sizeCalculation: ({ length }) => length,
    ttl: freshMs,
  })
  const underWay = new Map<number, Promise<Drawing>>()

  async function make(id: number): Promise<Drawing> {
    const source = await read(id)
    if (source.is !== 'found') return source
    if (oneAtATime.pendingCount >= WAITING_MAX) return { is: 'unavailable' }
    const value = await oneAtATime(() => draw(source.value))
    kept.set(id, value)
    return { is: 'found', value }
  }

  return async (id: number): Promise<Drawing> => {
    if (!Number.isSafeInteger(id) || id < 1) return { is: 'missing' }
    const value = kept.get(id)
    if (value) return { is: 'found', value }
    const drawing = underWay.get(id) ?? make(id).finally(() => underWay.delete(id))
    underWay.set(id, drawing)
    return drawing
  }
}

/** @param maxAgeS how long browsers and caches may keep it */
export function drawingResponse(drawing: Drawing, maxAgeS: number): Response {
  if (drawing.is === 'missing') return new Response(null, { status: 404, headers: { 'cache-control': 'no-store' } })
  if (drawing.is === 'unavailable')
    return new Response(null, {
      status: 503,
      headers: { 'retry-after': String(RETRY_AFTER_S), 'cache-control': 'no-store' },
    })
  return new Response(new Uint8Array(drawing.value), {
    headers: { 'content-type': 'image/png', 'cache-control': `public, max-age=${maxAgeS}` },
  })
}
