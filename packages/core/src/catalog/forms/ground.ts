/** The ground line of every item: the height of the centre of its foot. */
export const GROUND = 322
