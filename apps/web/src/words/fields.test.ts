import { strict as assert } from 'node:assert'
import { test } from 'node:test'
import { checkWords, faultWords, fieldWords, typedPriceWords } from './fields.ts'

test('a field of an item is named with the number of the item, counted from 1', () => {
  assert.equal(fieldWords('#/items/1/price'), 'Price of item 2')
  assert.equal(fieldWords('#/items/0/buyer_limit'), 'Item limit of item 1')
  assert.equal(fieldWords('#/items/2'), 'Item 3')
  assert.equal(fieldWords('#/buyer_limit'), 'Limit per buyer')
  assert.equal(fieldWords('#/id'), undefined)
})

test('a fault names the field as the form does, not the member', () => {
  assert.equal(faultWords('#/name', 'name must not be empty'), 'Name must not be empty')
  assert.equal(faultWords('#/items/1/stock', 'items must be 1 or more'), 'Units of item 2 must be 1 or more')
  assert.equal(faultWords('#/list_price', 'list_price must not be below price'), 'List price must not be below price')
  assert.equal(
    faultWords('#/price', 'price must not be above list_price, 400'),
    'Price must not be above list price, 400',
  )
  assert.equal(faultWords('#/picture', 'no picture has this id'), 'Picture: no picture has this id')
  assert.equal(faultWords('#/email', 'email must be an e-mail address'), 'email must be an e-mail address')
})

test('a refusal lists its fields, unless one is not in the form', () => {
  assert.equal(checkWords(['#/name', '#/items/1/price']), 'Check Name, Price of item 2.')
  assert.equal(checkWords(['#/name', '#/id']), null)
  assert.equal(checkWords([]), null)
})

test('what is wrong with a typed price has no figures in minor units', () => {
  for (const [fault, words] of [
    ['Price must be a whole number of minor units', 'Price must be an amount, such as 24.50'],
    ['Price must be at most 100000000', 'Price is too high'],
    ['Price must not be above list price, 4000', 'Price must not be above list price'],
    ['Price must not be negative', 'Price must not be negative'],
  ])
    assert.equal(typedPriceWords(fault), words)
})
