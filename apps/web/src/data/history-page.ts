/** Sold units on a page of an item's history; most items have one. */
export const HISTORY_PAGE = { limit: 5 }
