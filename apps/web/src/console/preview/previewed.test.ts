import { strict as assert } from 'node:assert'
import { test } from 'node:test'
import { dropOf, type PreviewedSale } from './previewed.ts'

const PICTURE = 'a'.repeat(64)
const API = 'http://api.test'
const sale = (change: Partial<PreviewedSale> = {}): PreviewedSale => ({
  name: 'Coats',
  currency: 'EUR',
  startsAt: '2036-01-31T18:00:00.000Z',
  endsAt: null,
  buyerLimit: 2,
  shown: true,
  guests: 'allowed',
  money: { payment: 'required', play_money: false },
  items: [{ name: 'Blue coat', stock: 3, price: 7_500, list_price: 10_000, picture: PICTURE }],
  ...change,
})

const itemsOf = (change: Partial<PreviewedSale>, moment: 'before' | 'open' = 'open') => {
  const drop = dropOf(sale(change), moment, API)
  return drop.is === 'merchant' ? drop.items : []
}

test('a sale is shown before it opens and while it is open, with its units, its discount and its payment', () => {
  const drop = dropOf(sale(), 'open', API)
  assert.deepEqual([drop.is, drop.sale.status, drop.sale.units.available], ['merchant', 'open', 3])
  assert.deepEqual([drop.sale.payment, drop.sale.play_money], ['required', false])
  assert.equal(itemsOf({})[0]?.discount_percent, 25)
  assert.equal(dropOf(sale(), 'before', API).sale.status, 'scheduled')
})

test('hidden items are not shown before it opens', () => {
  assert.equal(dropOf(sale({ shown: false }), 'before', API).is, 'sealed')
  assert.equal(dropOf(sale({ shown: false }), 'open', API).is, 'merchant')
})

test('an item has its uploaded picture, a card with its name, or an example of a generated one', () => {
  const [uploaded, card, generated, stored] = itemsOf({
    items: [
      { name: 'Blue coat', stock: 1, price: 1, picture: PICTURE },
      { name: 'Hat & <scarf>', stock: 1, price: 1 },
      { stock: 1, price: 1 },
      { name: 'Vase', stock: 1, price: 1, image_url: '/v1/items/7/image.svg' },
    ],
  })
  assert.equal(uploaded?.image_url, `${API}/v1/pictures/${PICTURE}/large.webp`)
  assert.match(decodeURIComponent(card?.image_url ?? ''), /^data:image\/svg\+xml,<svg[\s\S]*Hat &amp;/)
  assert.notEqual(generated?.name, '')
  assert.match(generated?.image_url ?? '', /^data:image\/svg\+xml,/)
  assert.equal(stored?.image_url, `${API}/v1/items/7/image.svg`)
})

test('what is not complete yet is shown, too', () => {
  const [item] = itemsOf({
    name: ' ',
    currency: '€',
    items: [{ stock: Number.NaN, price: Number.NaN, buyer_limit: -1 }],
  })
  assert.deepEqual([item?.stock, item?.price, item?.buyer_limit], [1, { amount: 0, currency: 'EUR' }, 1])
  assert.equal(dropOf(sale({ name: ' ' }), 'open', API).sale.name, 'New sale')
})
