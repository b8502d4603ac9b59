/** Every version of the catalogue. An edition is never changed once sales have it: their names, prices and pictures stay as they are. */
export const EDITIONS = [1, 2] as const
export type Edition = (typeof EDITIONS)[number]

/** The edition of a new sale. */
export const EDITION: Edition = 2

/** What the items of a sale are generated from. A sale is one. */
export interface Source {
  readonly seed: number
  /** One of EDITIONS. */
  readonly edition: number
}
