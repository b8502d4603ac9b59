import type { Context } from '../runtime/context.ts'

/** The context of a shopper who is signed in: what the linked guests own is theirs as well. */
export const contextOfShopper = (ctx: Context, guests: readonly string[]): Context =>
  guests.length === 0 ? ctx : { ...ctx, linkedGuests: guests }

/** The user ids whose orders and holds belong to a buyer. */
export const ownersOf = ({ linkedGuests = [] }: Pick<Context, 'linkedGuests'>, userId: string): string[] => [
  userId,
  ...linkedGuests,
]

/** Whether something of `owner` may be read and changed by `userId`; undefined: by anybody who has its id. */
export const isOwn = (ctx: Pick<Context, 'linkedGuests'>, userId: string | undefined, owner: string): boolean =>
  userId === undefined || ownersOf(ctx, userId).includes(owner)
