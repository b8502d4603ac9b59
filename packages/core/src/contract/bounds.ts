/** Longest user id, in UTF-16 code units. */
export const USER_ID_CHARS_MAX = 255
/** Items in one checkout. */
export const CHECKOUT_ITEMS_MAX = 10
/** Largest page of a list. */
export const PAGE_ITEMS_MAX = 200
export const PAGE_ITEMS_DEFAULT = 50
