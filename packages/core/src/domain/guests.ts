/** Prefix of the user ids of guests: browsers without an account. */
export const GUEST_PREFIX = 'guest:'

/** A guest's user id. */
export type GuestId = `guest:${string}`

export const isGuest = (userId: string): userId is GuestId => userId.startsWith(GUEST_PREFIX)
