/** Checkout and purchase, as every client of these tools sends them. */
export const checkoutPath = (userId: string, itemIds: readonly number[], code?: string): string => {
  const added = code === undefined ? '' : `&code=${encodeURIComponent(code)}`
  return `/checkout?user_id=${encodeURIComponent(userId)}&id=${itemIds.join('&id=')}${added}`
}

/** Without a user the code alone says whose it is. */
export const purchasePath = (code: string, userId?: string): string => {
  const user = userId === undefined ? '' : `&user_id=${encodeURIComponent(userId)}`
  return `/purchase?code=${encodeURIComponent(code)}${user}`
}
