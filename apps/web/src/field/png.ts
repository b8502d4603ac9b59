import { crc32, deflateSync } from 'node:zlib'
import { ITEM_STATES } from '@hourglass/core/contract/feed'
import { fieldOrderOf } from '../catalogue/computed'
import type { UnsealedSale } from '../catalogue/item-cache'
import { saleItems } from '../catalogue/sale-items'

const SIGNATURE = Buffer.from('89504e470d0a1a0a', 'hex')
const [BIT_DEPTH, RGBA] = [8, 6]
const SOLD = ITEM_STATES.indexOf('sold')
/** The color of sold grains in both themes. */
const SPECK = [140, 128, 112, 36] as const

/** A square PNG with one pixel per item (RFC 2083). */
export function drawField(sale: UnsealedSale, states: Uint8Array): Buffer {
  const items = saleItems(sale)
  const { columns, cellOf } = fieldOrderOf(sale, items)
  const stride = 1 + columns * 4
  const rows = Buffer.alloc(stride * columns)
  for (const { index, colour } of items) {
    const rgb = Number.parseInt(colour.slice(1), 16)
    const pixel = states[index] === SOLD ? SPECK : [rgb >> 16, (rgb >> 8) & 255, rgb & 255, 255]
    const cell = cellOf[index] ?? 0
    rows.set(pixel, Math.floor(cell / columns) * stride + 1 + (cell % columns) * 4)
  }
  const header = Buffer.alloc(13)
  header.writeUInt32BE(columns, 0)
  header.writeUInt32BE(columns, 4)
  header.set([BIT_DEPTH, RGBA], 8)
  return Buffer.concat([SIGNATURE, chunk('IHDR', header), chunk('IDAT', deflateSync(rows)), chunk('IEND')])
}

/** Length, type, data, and the CRC of type and data. */
function chunk(type: string, data: Buffer = Buffer.alloc(0)): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'ascii'), data])
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)]
  length.writeUInt32BE(data.length)
  sum.writeUInt32BE(crc32(body))
  return Buffer.concat([length, body, sum])
}
