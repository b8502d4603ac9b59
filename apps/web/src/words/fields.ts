const ITEM: Record<string, string> = {
  name: 'Name',
  stock: 'Units',
  price: 'Price',
  list_price: 'List price',
  buyer_limit: 'Item limit',
  description: 'Description',
  picture: 'Picture',
}

const SALE: Record<string, string> = {
  starts_at: 'Start',
  ends_at: 'End',
  preview: 'Before it opens',
  guests: 'Who may buy',
  door: 'Waiting room',
  payment: 'Payment',
  currency: 'Currency',
  items: 'Items',
}

/** What a field of the forms for sales is called, such as "Price of item 2"; undefined for any other member. */
export function fieldWords(pointer: string): string | undefined {
  const [member = '', at, of] = pointer.slice('#/'.length).split('/')
  if (member !== 'items' || at === undefined)
    return SALE[member] ?? (member === 'buyer_limit' ? 'Limit per buyer' : ITEM[member])
  const item = `item ${Number(at) + 1}`
  return of === undefined ? `Item ${Number(at) + 1}` : `${ITEM[of] ?? of} of ${item}`
}

/** What is wrong with a field, in a sentence that names it as the form does. */
export function faultWords(pointer: string, detail: string): string {
  const name = fieldWords(pointer)
  if (name === undefined) return detail
  const members = pointer.slice('#/'.length).split('/')
  const member = members.find((one) => detail.startsWith(`${one} `))
  const fault = (member === undefined ? detail : detail.slice(member.length + 1)).replace(
    /\b(list_price|starts_at|ends_at|buyer_limit)\b/g,
    (other) => (fieldWords(`#/${other}`) ?? other).toLowerCase(),
  )
  return member === undefined ? `${name}: ${fault}` : `${name} ${fault}`
}

/** The fields to check after a refusal; null if one of them is none of the form. */
export function checkWords(pointers: readonly string[]): string | null {
  const names = pointers.map(fieldWords)
  return names.length === 0 || names.includes(undefined) ? null : `Check ${names.join(', ')}.`
}

/** For a price that is typed, such as 24.50. The API counts minor units, so its figures would mislead. */
export const typedPriceWords = (fault: string | undefined): string | undefined =>
  fault
    ?.replace(/must be a whole number of minor units$/, 'must be an amount, such as 24.50')
    .replace(/must be at most \d+$/, 'is too high')
    .replace(/, \d+$/, '')
