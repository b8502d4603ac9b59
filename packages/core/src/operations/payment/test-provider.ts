import { createHmac, randomUUIDv7, timingSafeEqual } from 'node:crypto'
import type { Database } from '@hourglass/db'
import { schema } from '@hourglass/db'
import { and, eq, inArray, sql } from 'drizzle-orm'
import { z } from 'zod'
import { derivedKeys, type SigningKeys } from '../../domain/index.ts'
import { BadSignature, type PaymentProvider, type ProviderPayment } from './provider.ts'

const { testPayments, testRefunds } = schema

/** Header with the signature of an event: HMAC-SHA-256 of the body, in hex. */
export const TEST_SIGNATURE_HEADER = 'hourglass-test-signature'

const eventBody = z.object({ id: z.string(), type: z.string(), ref: z.uuid() })

interface Given {
  db: Database
  signing: SigningKeys
  /** Where its page is. */
  storefront: string
}

/**
 * A provider that takes play money; its id of a payment is that of the order. It stands for another company: it keeps its payments in tables
 * of its own and tells about them by signed events only.
 */
export function createTestProvider({ db, signing, storefront }: Given): PaymentProvider {
  const keys = testEventKeys(signing)

  async function read(ref: string): Promise<ProviderPayment> {
    const [found] = await db.select().from(testPayments).where(eq(testPayments.orderId, ref))
    if (!found) throw new Error(`test payment ${ref} not found`)
    const { status, amount, currency, refunded } = found
    return { status, amount, currency, refunded }
  }

  async function change(
    ref: string,
    from: ProviderPayment['status'][],
    status: ProviderPayment['status'],
  ): Promise<ProviderPayment> {
    await db
      .update(testPayments)
      .set({ status })
      .where(and(eq(testPayments.orderId, ref), inArray(testPayments.status, from)))
    return read(ref)
  }

  return {
    name: 'test',
    isPlayMoney: true,
    async create({ orderId, amount, currency }) {
      const returnUrl = `${storefront}/orders/${orderId}`
      await db.insert(testPayments).values({ orderId, amount, currency, returnUrl }).onConflictDoNothing()
      return { ref: orderId, url: `${storefront}/test-payment/${orderId}` }
    },
    read,
    expire: (ref) => change(ref, ['pending'], 'canceled'),
    capture: (ref) => change(ref, ['authorized'], 'captured'),
    async release(ref) {
      await change(ref, ['authorized'], 'canceled')
      const captured = and(eq(testPayments.orderId, ref), eq(testPayments.status, 'captured'))
      await db
        .update(testPayments)
        .set({ status: 'refunded', refunded: sql`${testPayments.amount}` })
        .where(captured)
      return read(ref)
    },
    async refund(ref, { key, amount }) {
      await db.transaction(async (tx) => {
        const { rowCount } = await tx.insert(testRefunds).values({ key, orderId: ref, amount }).onConflictDoNothing()
        if (rowCount === 0) return
        const refunded = sql`${testPayments.refunded} + ${amount}`
        const all = sql`CASE WHEN ${refunded} = ${testPayments.amount} THEN 'refunded' ELSE ${testPayments.status} END`
        const captured = and(eq(testPayments.orderId, ref), eq(testPayments.status, 'captured'))
        const made = await tx.update(testPayments).set({ refunded, status: all }).where(captured)
        if (made.rowCount === 0) throw new Error(`test payment ${ref} has no money to give back`)
      })
      return read(ref)
    },
    event(raw, headers) {
      const given = Buffer.from(String(headers[TEST_SIGNATURE_HEADER] ?? ''), 'hex')
      const isSigned = keys.valid.some((key) => {
        const wanted = signatureOf(key, raw)
        return wanted.length === given.length && timingSafeEqual(wanted, given)
      })
      if (!isSigned) throw new BadSignature()
      const event = eventBody.parse(JSON.parse(raw.toString()))
      return { ...event, orderId: event.ref }
    },
  }
}

const testEventKeys = (keys: SigningKeys): SigningKeys => derivedKeys(keys, 'test payment event')

const signatureOf = (key: Buffer, raw: Buffer): Buffer => createHmac('sha256', key).update(raw).digest()

/** A signed event, as the provider sends it. */
export function testEvent(signing: SigningKeys, ref: string, type: string) {
  const raw = Buffer.from(JSON.stringify({ id: randomUUIDv7(), type, ref }))
  const signature = signatureOf(testEventKeys(signing).current, raw).toString('hex')
  return { raw, headers: { [TEST_SIGNATURE_HEADER]: signature } }
}
