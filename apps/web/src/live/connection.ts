/** How the connection to the live feed stands. Times are this browser's own, in Unix milliseconds. */
export type Connection =
  | { is: 'waiting'; receivedAt: number }
  /** The feed has sent data within the last 20 s. */
  | { is: 'live'; receivedAt: number }
  /** No data comes from the feed: the server is asked every few seconds. */
  | { is: 'polling'; receivedAt: number }
  | { is: 'reconnecting'; receivedAt: number; nextRetryAt: number }

export const WAITING: Connection = { is: 'waiting', receivedAt: 0 }
