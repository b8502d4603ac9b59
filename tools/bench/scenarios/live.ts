import net from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'
import { until } from '@hourglass/stack/testing'
import type { Bench, Scenario, Turn } from '../scenario.ts'
import { quantilesOf } from '../series.ts'
import { createSupply } from '../supply.ts'
import { openSale } from './sales.ts'

/** Buyers and their pause between purchases: about forty sales per second. */
const SHOPPERS = 4
const REST_MS = 90
/** As many as an hourly sale: a snapshot of 2.5 kB. */
const SALE_ITEMS = 10_000
/** Connections opened concurrently. */
const OPENING = 250
/** A change that is not received within this time counts as missed. */
const SEEN_MS_MAX = 5_000
const FRAME = Buffer.from('event: ')

/** Readers of the live feed. One parses the frames, the others only count them. */
interface Audience {
  frames(): number
  bytes(): number
  /** Resolves when the parsing reader has received a change of the item. */
  sees(position: number): Promise<void>
  close(): void
}

const live = (readers: number): Scenario => ({
  name: `live-${readers}`,
  what: `a purchase until a live reader receives it, with ${readers.toLocaleString('en')} readers`,
  oursOnly: true,
  begin: (bench) => watchWhileSelling(bench, readers),
})

async function watchWhileSelling({ target }: Bench, readers: number): Promise<Turn> {
  const sale = await openSale(target, Array(SALE_ITEMS).fill({ stock: 1, price: 100 }), target.limit)
  const supply = createSupply({ ...target, items: { first: sale.first_item_id, count: SALE_ITEMS } })
  let audience: Audience | undefined
  let delays: number[] = []
  const counted = { frames: 0, bytes: 0, since: 0, sinceBytes: 0 }
  return {
    clients: SHOPPERS,
    async ready() {
      audience ??= await openAudience(new URL(target.origin), `/v1/sales/${sale.id}/live`, readers)
      counted.since = audience.frames()
      counted.sinceBytes = audience.bytes()
    },
    async one() {
      await delay(REST_MS)
      const pick = supply.next()
      const seen = audience?.sees(pick.itemId - sale.first_item_id)
      const code = await supply.checkout(pick)
      if (code === undefined || !(await supply.purchase(code, pick.itemId))) return false
      const sold = performance.now()
      if (await Promise.race([seen, delay(SEEN_MS_MAX, true, { ref: false })])) return false
      delays.push(performance.now() - sold)
      return true
    },
    rest() {
      counted.frames += (audience?.frames() ?? 0) - counted.since
      counted.bytes += (audience?.bytes() ?? 0) - counted.sinceBytes
      audience?.close()
      audience = undefined
    },
    warm() {
      delays = []
      Object.assign(counted, { frames: 0, bytes: 0 })
    },
    more() {
      const { p50, p95 } = quantilesOf(delays)
      return {
        deliveries: counted.frames,
        'commit to reader p50 ms': p50,
        'commit to reader p95 ms': p95,
        'MB sent': counted.bytes / 1e6,
      }
    },
    end: () => audience?.close(),
  }
}

/** Opens readers of a live feed. The first parses the frames, the others only count them. */
export async function openAudience(origin: URL, path: string, readers: number): Promise<Audience> {
  const sockets: net.Socket[] = []
  const counts = { frames: 0, bytes: 0, open: 0 }
  const waiting = new Map<number, () => void>()
  const request = `GET ${path} HTTP/1.1\r\nHost: ${origin.host}\r\nAccept: text/event-stream\r\n\r\n`
  const open = () => {
    const socket = net.connect(Number(origin.port), origin.hostname)
    let known = false
    socket.write(request)
    socket.on('error', () => {})
    socket.on('data', (bytes) => {
      const data = Buffer.from(bytes)
      counts.bytes += data.length
      for (let at = data.indexOf(FRAME); at >= 0; at = data.indexOf(FRAME, at + 1)) counts.frames++
      if (!known) counts.open++
      known = true
      if (socket === sockets[0]) read(data.toString(), waiting)
    })
    sockets.push(socket)
  }
  for (let opened = 0; opened < readers; opened += OPENING) {
    const wanted = Math.min(readers, opened + OPENING)
    while (sockets.length < wanted) open()
    await until(`${wanted} readers are connected`, () => counts.open >= wanted)
  }
  return {
    frames: () => counts.frames,
    bytes: () => counts.bytes,
    sees: (position) => new Promise((resolve) => waiting.set(position, resolve)),
    close() {
      for (const socket of sockets) socket.destroy()
    },
  }
}

/** Deltas list positions by their new state. */
function read(text: string, waiting: Map<number, () => void>): void {
  for (const line of text.split('\n')) {
    if (!line.startsWith('data: ') || !line.includes('"sold":[')) continue
    const { sold = [] } = JSON.parse(line.slice('data: '.length)) as { sold?: number[] }
    for (const position of sold) {
      waiting.get(position)?.()
      waiting.delete(position)
    }
  }
}

export const feeds = [live(1_000), live(5_000)]
