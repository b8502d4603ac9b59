/** Longest user id, in characters (Unicode code points), without the partner prefix. */
export const USER_ID_CHARS_MAX = 255
/** Most items in one checkout. */
export const CHECKOUT_ITEMS_MAX = 10
/** Most lines in one cart: as many as fit in one checkout. */
export const CART_LINES_MAX = CHECKOUT_ITEMS_MAX
/** Largest page of a list. */
export const PAGE_ITEMS_MAX = 200
export const PAGE_ITEMS_DEFAULT = 50
/** How long test sales last: they end by themselves, so that forgotten ones cost nothing. */
export const SANDBOX_MS = 24 * 3_600_000
/** Minutes of sales history that the pace of a sale covers. */
export const PACE_MINUTES = 15
/** How many of the fastest-selling items are listed. */
export const FASTEST_ITEMS = 8
/** Highest admission rate of a waiting room, per minute. */
export const QUEUE_RATE_MAX = 1_000_000
/** Entries of the join log in one page. */
export const LOG_ENTRIES_MAX = 10_000
/** Most lines in one order. */
export const ORDER_LINES_MAX = 20
/** Most units of one item. */
export const STOCK_MAX = 1_000_000
/** Most units in one line of a cart or an order: each becomes its own row when it is sold. */
export const QUANTITY_MAX = 1_000
/** Most items in one sale. */
export const SALE_ITEMS_MAX = 100_000
/** Highest price of a unit, in minor units. */
export const PRICE_MAX = 1_000_000_000
/** Longest description of an item, in characters (Unicode code points). */
export const DESCRIPTION_CHARS_MAX = 5_000
/** Largest picture file that can be uploaded, in bytes. */
export const UPLOAD_BYTES_MAX = 10 * 1_024 * 1_024
/** Shortest and longest side of an uploaded picture, in pixels. */
export const PICTURE_SIDE_MIN = 64
export const PICTURE_SIDE_MAX = 12_000
/** Most pixels of an uploaded picture: a camera's 50 megapixels. */
export const PICTURE_PIXELS_MAX = 50_000_000
