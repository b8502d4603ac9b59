import { randomBytes } from 'node:crypto'
import { type Database, schema } from '@hourglass/db'
import { desc, eq, gt, notInArray, sql } from 'drizzle-orm'
import { deriveKey, type SigningKeys } from '../../domain/index.ts'

const { secrets, signingSecrets } = schema

/** Number of secrets whose signatures are valid: the current one and its predecessor. */
const GENERATIONS_MAX = 2
/** Delay between a rotation and the first use of the new secret, in ms. By then every server has read it. */
export const ROTATION_MS = 10_000
/** How often each server reads the secrets, in ms. */
export const SIGNING_READ_MS = 3_000
const SECRET_BYTES = 32

const PURPOSES = ['checkout', 'session'] as const
type Purpose = (typeof PURPOSES)[number]
type Generation = Record<Purpose, readonly [Buffer, ...Buffer[]]>

/** Signing keys shared by all servers of one database, refreshed periodically. */
export type Signing = Readonly<Record<Purpose, SigningKeys>> & {
  /** The secret of accounts. It is not rotated: sessions are revoked by deleting them. */
  readonly accounts: Buffer
  /** @throws when PostgreSQL is unavailable or not migrated */
  refresh(): Promise<void>
}

export function createSigning(db: Database): Signing {
  const none = Buffer.alloc(0)
  let accounts: Buffer = none
  let keys: Record<Purpose, SigningKeys> = {
    checkout: { current: none, valid: [] },
    session: { current: none, valid: [] },
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
    get accounts() {
      return accounts
    },
    async refresh() {
      if (accounts.length === 0) accounts = await readAccountSecret(db)
      const rows = await db
        .select({ secret: signingSecrets.secret, active: sql<boolean>`${signingSecrets.activeFrom} <= now()` })
        .from(signingSecrets)
        .orderBy(desc(signingSecrets.id))
        .limit(GENERATIONS_MAX + 1)
      const made = rows.map(({ secret }) => generationOf(secret))
      // Two rotations retire the secret that the migration created.
      const first = rows.filter(({ active }) => active).length < GENERATIONS_MAX ? [await firstGeneration(db)] : []
      const generations = [...made, ...first]
      const newest = rows.findIndex(({ active }) => active)
      const current = newest < 0 ? rows.length : newest
      const good = generations.slice(0, current + GENERATIONS_MAX)
      keys = {
        checkout: keysOf(good, current, 'checkout'),
        session: keysOf(good, current, 'session'),
      }
    },
  }
}

/** The current key comes first: it verifies nearly every signature. */
function keysOf(generations: readonly Generation[], current: number, purpose: Purpose): SigningKeys {
  const own = generations[current]?.[purpose] ?? []
  const others = generations.filter((_, at) => at !== current).flatMap((generation) => generation[purpose])
  const [first] = own
  if (!first) throw new Error('the database has no secrets: run the migrations')
  return { current: first, valid: [...own, ...others] }
}

async function readAccountSecret(db: Database): Promise<Buffer> {
  const [row] = await db.select().from(secrets).where(eq(secrets.name, 'accounts'))
  if (!row) throw new Error('the database has no secret of accounts: run the migrations')
  return row.value
}

const generationOf = (secret: Buffer): Generation => ({
  checkout: [deriveKey(secret, 'hourglass/checkout/v1')],
  session: [deriveKey(secret, 'hourglass/session/v1')],
})

/** The secret created by the migration, used until the first rotation. */
async function firstGeneration(db: Database): Promise<Generation> {
  const found = new Map((await db.select().from(secrets)).map((row) => [row.name, row.value]))
  const [checkout, session] = [found.get('checkout_code'), found.get('session')]
  if (!checkout || !session) throw new Error('the database has no secrets: run the migrations')
  return { checkout: [checkout], session: [session] }
}

/**
 * Creates a new secret that is used for signing after `delayMs`. Signatures of its predecessor stay valid until the next rotation, so
 * two rotations invalidate everything that was signed before the first. If a new secret is already pending, no other is created.
 * @returns when the pending secret becomes current
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
