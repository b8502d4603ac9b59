/** Path of a checkout. */
export const checkoutPath = (userId: string, itemIds: readonly number[], code?: string): string => {
  const added = code === undefined ? '' : `&code=${encodeURIComponent(code)}`
  return `/checkout?user_id=${encodeURIComponent(userId)}&id=${itemIds.join('&id=')}${added}`
}

/** Path of a purchase. Without a user, the code alone identifies the buyer. */
export const purchasePath = (code: string, userId?: string): string => {
  const user = userId === undefined ? '' : `&user_id=${encodeURIComponent(userId)}`
  return `/purchase?code=${encodeURIComponent(code)}${user}`
}
