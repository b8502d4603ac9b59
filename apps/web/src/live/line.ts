/** How the connection to the live feed stands. Times are this browser's own, in Unix milliseconds. */
export type Line =
  | { is: 'waiting'; heardAt: number }
  /** The feed has sent data within the last 20 s. */
  | { is: 'live'; heardAt: number }
  /** No data comes from the feed: the server is asked every few seconds. */
  | { is: 'polling'; heardAt: number }
  | { is: 'reconnecting'; heardAt: number; nextTryAt: number }

export const WAITING: Line = { is: 'waiting', heardAt: 0 }
