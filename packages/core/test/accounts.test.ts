/** Accounts: links, deletion and sessions when servers crash or act at the same moment. */
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { after, before, beforeEach, describe, test } from 'node:test'
import { schema } from '@hourglass/db'
import { eq, inArray, sql } from 'drizzle-orm'
import type { GuestId } from '../src/domain/index.ts'
import type { Sale } from '../src/ledger/index.ts'
import {
  addToCart,
  type Context,
  createSessions,
  deleteAccount,
  formerAccountId,
  linkGuest,
  prune,
  purchase,
  readCart,
  removeCartLine,
} from '../src/operations/index.ts'
import { Crash, crashingBeforeStatement } from './faults.ts'
import { granted, itemAt, merchantSale, wordOf } from './held-shop.ts'
import { codeFor } from './shop.ts'
import { createStage, type Stage } from './stage.ts'

const { accounts, accountGuests, accountSessions, accountVerifications, carts, deletedAccounts, mails } = schema
/** More statements than any transaction has. */
const STATEMENTS_MAX = 30

let stage: Stage
let ctx: Context
let sale: Sale
before(async () => {
  stage = await createStage()
  ctx = stage.ctx
  sale = await merchantSale(ctx, Array(20).fill({ stock: 9, price: 100 }), { buyer_limit: 9 })
})
after(() => stage.stop())

interface Person {
  id: string
  email: string
}

async function newAccount(): Promise<Person> {
  const person = { id: `account:${randomUUID()}`, email: `${randomUUID()}@example.com` }
  await ctx.db.insert(accounts).values({ ...person, name: '', emailVerified: true })
  return person
}

async function newSession(accountId: string): Promise<string> {
  const token = randomUUID()
  const expiresAt = new Date(Date.now() + 3_600_000)
  await ctx.db.insert(accountSessions).values({ id: token, token, userId: accountId, expiresAt })
  return token
}

const newGuest = (): GuestId => `guest:${randomUUID()}`

const put = (user_id: string, position: number, quantity = 1) =>
  addToCart(ctx, { user_id, item_id: itemAt(sale, position), quantity }).then(granted)

/** A cart as `position × quantity`. */
async function cartOf(user_id: string): Promise<string> {
  const { lines } = granted(await readCart(ctx, { user_id }))
  return lines.map(({ item, quantity }) => `${item.id - sale.firstItemId} × ${quantity}`).join(', ')
}

/** Runs `work` on servers that crash before their 1st, 2nd, … statement, until one runs to its end. @returns how many crashed */
async function crashEverywhere(work: (server: Context) => Promise<unknown>, unchanged: () => Promise<void>) {
  for (let nth = 1; nth < STATEMENTS_MAX; nth++) {
    try {
      await work(crashingBeforeStatement(ctx, nth))
      return nth - 1
    } catch (error) {
      assert.equal(error instanceof Crash, true, String(error))
      await unchanged()
    }
  }
  throw new Error('the transaction never ends')
}

describe('linking a guest', () => {
  let person: Person
  let guest: GuestId
  beforeEach(async () => {
    person = await newAccount()
    guest = newGuest()
    await put(person.id, 0, 1)
    await put(guest, 0, 3)
    await put(guest, 1, 2)
  })
  const linksOf = () => ctx.db.select().from(accountGuests).where(eq(accountGuests.guestId, guest))

  test('is done as a whole or not at all when the server crashes between its statements', async () => {
    const crashes = await crashEverywhere(
      (server) => linkGuest(server, guest, person.id),
      async () => {
        assert.deepEqual(await linksOf(), [])
        assert.deepEqual([await cartOf(person.id), await cartOf(guest)], ['0 × 1', '0 × 3, 1 × 2'])
      },
    )
    assert.equal(crashes >= 5, true, `${crashes} crashes`)
    assert.equal((await linksOf()).length, 1)
    assert.deepEqual([await cartOf(person.id), await cartOf(guest)], ['0 × 3, 1 × 2', ''])
  })

  test('merges the cart once, however often it is repeated, also at the same moment', async () => {
    const links = await Promise.all(Array.from({ length: 8 }, () => linkGuest(ctx, guest, person.id)))
    assert.deepEqual([...new Set(links)], ['linked'])
    assert.equal(await cartOf(person.id), '0 × 3, 1 × 2')
    granted(await removeCartLine(ctx, { user_id: person.id, item_id: itemAt(sale, 1) }))
    assert.equal(await linkGuest(ctx, guest, person.id), 'linked')
    assert.equal(await cartOf(person.id), '0 × 3')
  })

  test('by two accounts at the same moment gives it and its cart to one of them', async () => {
    const rival = await newAccount()
    const links = await Promise.all([person, rival].map(({ id }) => linkGuest(ctx, guest, id)))
    assert.deepEqual(links.toSorted(), ['linked', 'not_yours'])
    const winner = links[0] === 'linked' ? person : rival
    assert.deepEqual(
      (await linksOf()).map(({ accountId }) => accountId),
      [winner.id],
    )
    const loser = winner === person ? rival : person
    assert.equal((await cartOf(loser.id)).includes('1 × 2'), false)
  })

  test('to an account that has been deleted leaves the guest and its cart alone', async () => {
    assert.equal(wordOf(await deleteAccount(ctx, person.id)), 'ok')
    assert.equal(await linkGuest(ctx, guest, person.id), 'account_gone')
    assert.deepEqual([await linksOf(), await cartOf(guest)], [[], '0 × 3, 1 × 2'])
  })
})

describe('deleting an account', () => {
  let person: Person
  beforeEach(async () => {
    person = await newAccount()
  })
  const digestsOf = ({ id }: Person) => ctx.db.select().from(deletedAccounts).where(eq(deletedAccounts.accountId, id))

  test('is done as a whole or not at all when the server crashes between its statements', async () => {
    const token = await newSession(person.id)
    await linkGuest(ctx, newGuest(), person.id)
    await put(person.id, 0)
    const rows = async () => [
      await ctx.db.$count(accounts, eq(accounts.id, person.id)),
      await ctx.db.$count(accountSessions, eq(accountSessions.token, token)),
      await ctx.db.$count(accountGuests, eq(accountGuests.accountId, person.id)),
      await ctx.db.$count(carts, eq(carts.userId, person.id)),
      (await digestsOf(person)).length,
    ]
    const crashes = await crashEverywhere(
      (server) => deleteAccount(server, person.id),
      async () => assert.deepEqual(await rows(), [1, 1, 1, 1, 0]),
    )
    assert.equal(crashes >= 5, true, `${crashes} crashes`)
    assert.deepEqual(await rows(), [0, 0, 0, 0, 1])
  })

  test('also deletes its unsent mail and the code that was asked for', async () => {
    await ctx.db.insert(accountVerifications).values({
      id: randomUUID(),
      identifier: `sign-in-otp-${person.email}`,
      value: 'a hash',
      expiresAt: new Date(Date.now() + 600_000),
    })
    assert.equal(wordOf(await deleteAccount(ctx, person.id)), 'ok')
    for (const table of [accountVerifications, mails])
      assert.equal(await ctx.db.$count(table, sql`position(${person.email} IN ${table}::text) > 0`), 0)
  })

  test('frees no limit, although a code of it is used after its address has signed up again', async () => {
    const code = await codeFor(ctx, sale, person.id, 10)
    assert.equal(wordOf(await deleteAccount(ctx, person.id)), 'ok')
    await prune(ctx)
    assert.equal(await formerAccountId(ctx, person.email), person.id)
    assert.equal(wordOf(await purchase(ctx, { code })), 'ok')
    await prune(ctx)
    assert.equal(await formerAccountId(ctx, person.email), person.id)
  })

  test('keeps no digest of an account that bought nothing, once its codes have expired', async () => {
    assert.equal(wordOf(await deleteAccount(ctx, person.id)), 'ok')
    await ctx.db
      .update(deletedAccounts)
      .set({ deletedAt: sql`now() - ${ctx.settings.checkoutTtlMs + 61_000}::int * interval '1 millisecond'` })
      .where(eq(deletedAccounts.accountId, person.id))
    await prune(ctx)
    assert.deepEqual([await digestsOf(person), await formerAccountId(ctx, person.email)], [[], null])
  })
})

test('a thousand different sessions at once are all found', async () => {
  const { id } = await newAccount()
  const tokens = Array.from({ length: 1_000 }, () => randomUUID())
  const expiresAt = new Date(Date.now() + 3_600_000)
  await ctx.db.insert(accountSessions).values(tokens.map((token) => ({ id: token, token, userId: id, expiresAt })))
  const sessions = createSessions(ctx)
  const found = await Promise.all(tokens.map((token) => sessions.find(token)))
  assert.equal(found.filter((each) => each?.accountId === id).length, tokens.length)
  await ctx.db.delete(accountSessions).where(inArray(accountSessions.token, tokens))
})
