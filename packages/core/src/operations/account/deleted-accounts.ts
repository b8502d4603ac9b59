import { createHmac } from 'node:crypto'
import { schema } from '@hourglass/db'
import { and, eq, gt, isNull, or, sql } from 'drizzle-orm'
import { deriveKey } from '../../domain/index.ts'
import type { Context } from '../runtime/context.ts'

const { buyers, deletedAccounts, sales } = schema

/** Sales that can still sell, in which a buyer's limit therefore still counts. */
export const stillSelling = and(
  isNull(sales.closedAt),
  isNull(sales.soldOutAt),
  or(isNull(sales.endsAt), gt(sales.endsAt, sql`now()`)),
)

/** The digest of an e-mail address, from which it cannot be recovered without the shop's secret. */
export const emailDigest = ({ signing }: Pick<Context, 'signing'>, email: string): Buffer =>
  createHmac('sha256', deriveKey(signing.accounts, 'hourglass/deleted-account/v1')).update(email).digest()

/**
 * How long the digest of every deleted account is kept, in ms; {@link hasUnits} keeps it longer. Until then, units can still be sold to the
 * account: by a checkout code, and on a server that knows its session for a few seconds more.
 */
export const digestKeptMs = ({ settings }: Pick<Context, 'settings'>): number => settings.checkoutTtlMs + 60_000

/**
 * The id of a deleted account with this e-mail address that has bought in a sale that still sells, or that can still buy. A new account
 * gets it again, so that deleting an account frees no limit.
 */
export async function formerAccountId(ctx: Pick<Context, 'db' | 'signing'>, email: string): Promise<string | null> {
  const digest = emailDigest(ctx, email)
  const [found] = await ctx.db.select().from(deletedAccounts).where(eq(deletedAccounts.emailDigest, digest))
  return found?.accountId ?? null
}

/** The condition that an account has bought or holds something in a sale that still sells. */
export const hasUnits = (accountId: unknown) => sql`EXISTS (
  SELECT FROM ${sales} JOIN ${buyers} ON ${buyers.saleId} = ${sales.id} AND ${buyers.userId} = ${accountId}
  WHERE ${stillSelling} AND ${buyers.held} + ${buyers.sold} > 0)`
