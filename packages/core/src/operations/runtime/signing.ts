import { randomBytes } from 'node:crypto'
import { type Database, schema } from '@hourglass/db'
import { desc, gt, notInArray, sql } from 'drizzle-orm'
import { deriveKey, type SigningKeys } from '../../domain/index.ts'

const { secrets, signingSecrets } = schema

/** Secrets whose signatures are good: the one that signs and the one before it. */
const GENERATIONS_MAX = 2
/** Time from a rotation until the new secret signs, in ms: every server has read it by then. */
export const ROTATION_MS = 10_000
/** How often each server reads the secrets, in ms. */
export const SIGNING_READ_MS = 3_000
const SECRET_BYTES = 32

const PURPOSES = ['checkout', 'session', 'console'] as const
type Purpose = (typeof PURPOSES)[number]
type Generation = Record<Purpose, readonly [Buffer, ...Buffer[]]>

/** The keys that servers of one database sign with, read from it again and again. */
export type Signing = Readonly<Record<Purpose, SigningKeys>> & {
  /** @throws when PostgreSQL is away or not migrated */
  refresh(): Promise<void>
}

export function createSigning(db: Database): Signing {
  const none = Buffer.alloc(0)
  let keys: Record<Purpose, SigningKeys> = {
    checkout: { current: none, valid: [] },
    session: { current: none, valid: [] },
    console: { current: none, valid: [] },
  }
  const live = (purpose: Purpose): SigningKeys => ({
    get current() {
      return keys[purpose].current
    },
    get valid() {
      return keys[purpose].valid
    },
  })
  return {
    checkout: live('checkout'),
    session: live('session'),
    console: live('console'),
    async refresh() {
      const rows = await db
        .select({ secret: signingSecrets.secret, active: sql<boolean>`${signingSecrets.activeFrom} <= now()` })
        .from(signingSecrets)
        .orderBy(desc(signingSecrets.id))
        .limit(GENERATIONS_MAX + 1)
      const made = rows.map(({ secret }) => generationOf(secret))
      // Two that were made since end what the migration made.
      const first = rows.filter(({ active }) => active).length < GENERATIONS_MAX ? [await firstGeneration(db)] : []
      const generations = [...made, ...first]
      const newest = rows.findIndex(({ active }) => active)
      const current = newest < 0 ? rows.length : newest
      const good = generations.slice(0, current + GENERATIONS_MAX)
      keys = {
        checkout: keysOf(good, current, 'checkout'),
        session: keysOf(good, current, 'session'),
        console: keysOf(good, current, 'console'),
      }
    },
  }
}

/** The one that signs first: nearly everything that is verified was signed with it. */
function keysOf(generations: readonly Generation[], current: number, purpose: Purpose): SigningKeys {
  const own = generations[current]?.[purpose] ?? []
  const others = generations.filter((_, at) => at !== current).flatMap((generation) => generation[purpose])
  const [first] = own
  if (!first) throw new Error('the database has no secrets: run the migrations')
  return { current: first, valid: [...own, ...others] }
}

const generationOf = (secret: Buffer): Generation => ({
  checkout: [deriveKey(secret, 'hourglass/checkout/v1')],
  session: [deriveKey(secret, 'hourglass/session/v1')],
  console: [deriveKey(secret, 'hourglass/console/v1')],
})

/** What the migration made, before the first rotation. Older versions signed the console's cookies with the session's key. */
async function firstGeneration(db: Database): Promise<Generation> {
  const found = new Map((await db.select().from(secrets)).map((row) => [row.name, row.value]))
  const [checkout, session] = [found.get('checkout_code'), found.get('session')]
  if (!checkout || !session) throw new Error('the database has no secrets: run the migrations')
  return { checkout: [checkout], session: [session], console: [deriveKey(session, 'hourglass/console/v1'), session] }
}

/**
 * Makes a new secret, which signs after `delayMs`; signatures of the one before stay good until the next rotation. Two rotations end
 * everything that was signed before the first.
 * While one waits to sign, no other is made.
 * @returns when it begins to sign
 */
export async function rotateSigning({ db }: { db: Database }, delayMs = ROTATION_MS): Promise<Date> {
  return db.transaction(async (tx) => {
    await tx.execute(sql`LOCK TABLE ${signingSecrets} IN SHARE ROW EXCLUSIVE MODE`)
    const [waiting] = await tx
      .select({ activeFrom: signingSecrets.activeFrom })
      .from(signingSecrets)
      .where(gt(signingSecrets.activeFrom, sql`now()`))
    if (waiting) return waiting.activeFrom
    const activeFrom = sql`now() + ${delayMs}::float8 * interval '1 millisecond'`
    const [made] = await tx
      .insert(signingSecrets)
      .values({ secret: randomBytes(SECRET_BYTES), activeFrom })
      .returning({ activeFrom: signingSecrets.activeFrom })
    if (!made) throw new Error('the secret was not inserted')
    const kept = tx
      .select({ id: signingSecrets.id })
      .from(signingSecrets)
      .orderBy(desc(signingSecrets.id))
      .limit(GENERATIONS_MAX + 1)
    await tx.delete(signingSecrets).where(notInArray(signingSecrets.id, kept))
    return made.activeFrom
  })
}
