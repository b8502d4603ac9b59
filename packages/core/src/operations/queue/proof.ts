import { createHash } from 'node:crypto'
import { createChallenge, randomInt, verifySolution } from 'altcha-lib'
import { deriveKey } from 'altcha-lib/algorithms/pbkdf2'
import { type ProofOfWork, type Refused, refuse } from '../../contract/index.ts'
import { derivedKeys } from '../../domain/index.ts'
import type { Context } from '../runtime/context.ts'
import type { Queue } from '../runtime/queues.ts'

/** PBKDF2 iterations of one attempt, about 0.3 ms. */
const ATTEMPT_COST = 1_000
/** Most attempts of a solution while few people join. Half of that at least. */
const ATTEMPTS = 200
/** Joins per second from which on the cost rises in proportion. */
const QUIET_JOINS_PER_SECOND = 50
/** The cost rises up to this factor. */
const FACTOR_MAX = 25
/** How long a challenge can be answered. */
const CHALLENGE_MS = 5 * 60_000

/** Whom a proof is for. */
interface Applicant {
  saleId: number
  userId: string
}

const secretsOf = (ctx: Context) =>
  derivedKeys(ctx.codeKeys, 'queue proof').valid.map((key) => ({
    hmacSignatureSecret: `challenge ${key.toString('hex')}`,
    hmacKeySignatureSecret: `solution ${key.toString('hex')}`,
  }))

/** Binds a challenge to its buyer without naming them. */
const digestOf = (userId: string): string => createHash('sha256').update(userId).digest('hex').slice(0, 32)

/**
 * A challenge that costs more the faster people join, so that a crowd of bots pays for its own size. It is bound to a buyer and a sale.
 * Checking a solution costs two HMACs: the key is derived once, when the challenge is made (ALTCHA 2, deterministic mode).
 */
export async function makeChallenge(
  ctx: Context,
  queue: Queue,
  { saleId, userId }: Applicant,
): Promise<{ challenge: ProofOfWork['challenge']; expiresAt: number }> {
  const factor = Math.min(FACTOR_MAX, Math.max(1, queue.joinsPerSecond / QUIET_JOINS_PER_SECOND))
  const attempts = Math.round(ATTEMPTS * factor)
  const expiresAt = Math.round(queue.now + CHALLENGE_MS)
  const challenge = await createChallenge({
    algorithm: 'PBKDF2/SHA-256',
    cost: ATTEMPT_COST,
    counter: randomInt(Math.round(attempts / 2), attempts),
    deriveKey,
    // Not as ALTCHA's `expiresAt`, which a server with a wrong clock would misread.
    data: { sale: saleId, buyer: digestOf(userId), until: expiresAt },
    ...secretsOf(ctx)[0],
  })
  return { challenge: challenge as ProofOfWork['challenge'], expiresAt }
}

/** Checks a proof for this buyer and sale. That it is used only once is checked when the place is stored. null: it is valid. */
export async function checkProof(
  ctx: Context,
  queue: Queue,
  proof: ProofOfWork,
  { saleId, userId }: Applicant,
): Promise<Refused | null> {
  const { challenge, solution } = proof
  const { data } = challenge.parameters
  if (data.sale !== saleId || data.buyer !== digestOf(userId) || data.until <= queue.now) return refuse('proof_invalid')
  for (const secrets of secretsOf(ctx)) {
    const { verified } = await verifySolution({ challenge, solution: { ...solution, time: 0 }, deriveKey, ...secrets })
    if (verified) return null
  }
  return refuse('proof_invalid')
}
