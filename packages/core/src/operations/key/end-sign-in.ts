import { schema } from '@hourglass/db'
import type { Context } from '../runtime/context.ts'
import type { SignIn } from './key-ring.ts'

const { consoleSignOuts } = schema

/** Revokes a console session permanently. Servers that have cached it drop it within {@link FRESH_MS}. @throws when the ledger is unavailable */
export async function endSignIn(ctx: Pick<Context, 'db'>, { digest, expiresAt }: SignIn): Promise<void> {
  await ctx.db
    .insert(consoleSignOuts)
    .values({ cookie: digest, until: new Date(expiresAt) })
    .onConflictDoNothing()
}
