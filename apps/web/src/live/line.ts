/** How the line to the live feed stands. Times are this browser's own, in Unix milliseconds. */
export type Line =
  | { is: 'waiting'; heardAt: number }
  | { is: 'live'; heardAt: number }
  | { is: 'reconnecting'; heardAt: number; nextTryAt: number }

export const WAITING: Line = { is: 'waiting', heardAt: 0 }
