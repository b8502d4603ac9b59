/** Longest user id, in characters (Unicode code points). A partner's prefix is not counted. */
export const USER_ID_CHARS_MAX = 255
/** Items in one checkout. */
export const CHECKOUT_ITEMS_MAX = 10
/** Lines of one cart: what one checkout takes. */
export const CART_LINES_MAX = CHECKOUT_ITEMS_MAX
/** Largest page of a list. */
export const PAGE_ITEMS_MAX = 200
export const PAGE_ITEMS_DEFAULT = 50
/** Minutes that a sale's pace looks back. */
export const PACE_MINUTES = 15
/** Items that are told to have sold fastest. */
export const FASTEST_ITEMS = 8
/** Lines of one order. */
export const ORDER_LINES_MAX = 20
/** Units of one item. */
export const STOCK_MAX = 1_000_000
/** Units of one line of a cart or an order: each becomes a row of its own when it is sold. */
export const QUANTITY_MAX = 1_000
/** Items of one sale. */
export const SALE_ITEMS_MAX = 100_000
/** Largest price of a unit, in minor units. */
export const PRICE_MAX = 1_000_000_000
