/** Longest user id, in UTF-16 code units. */
export const USER_ID_CHARS_MAX = 255
/** Items in one checkout. */
export const CHECKOUT_ITEMS_MAX = 10
/** Lines of one cart: what one checkout takes. */
export const CART_LINES_MAX = CHECKOUT_ITEMS_MAX
/** Units of one item that anybody may ask for at once: the largest stock. */
export const QUANTITY_MAX = 1_000_000
/** Largest page of a list. */
export const PAGE_ITEMS_MAX = 200
export const PAGE_ITEMS_DEFAULT = 50
