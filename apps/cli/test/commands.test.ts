/** Operator commands against real stores. */
import assert from 'node:assert/strict'
import { generateKeyPairSync } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import type { OfferedItemView } from '@hourglass/core/contract'
import { SANDBOX_CASES } from '@hourglass/core/contract/views'
import { checkout, listActions, purchase } from '@hourglass/core/operations'
import { schema } from '@hourglass/db'
import { openTerminal, run, type Terminal } from './terminal.ts'

let at: Terminal
const folder = mkdtempSync(join(tmpdir(), 'hourglass-cli-'))
before(async () => {
  at = await openTerminal()
})
after(async () => {
  await at.stop()
  rmSync(folder, { recursive: true })
})

const file = (name: string, content: unknown): string => {
  const path = join(folder, name)
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content))
  return path
}

async function actions(): Promise<string[]> {
  const outcome = await listActions(at.ctx, {})
  if (!outcome.ok) throw new Error(outcome.code)
  return outcome.value.actions.map(({ actor, action, subject, outcome }) => {
    assert.match(actor, /^command \S+$/)
    return `${action} ${subject} ${outcome}`
  })
}

test('picture add uploads a picture and prints its id; another file is refused', async () => {
  const path = join(folder, 'dot.png')
  const png = 'iVBORw0KGgoAAAANSUhEUgAAAEAAAABAAQAAAACCEkxzAAAAEklEQVR42mP4AAUMo4xRBukMACHk4BB9bzJSAAAAAElFTkSuQmCC'
  writeFileSync(path, Buffer.from(png, 'base64'))
  const added = await at.run('picture', 'add', path)
  assert.match(added.out, /^[0-9a-f]{64}\n$/)
  assert.equal((await actions())[0], 'picture.add  ok')
  const refused = await at.run('picture', 'add', file('coat.jpg', 'no picture'))
  assert.deepEqual([refused.code, /is not a JPEG/.test(refused.err)], [2, true])
})

describe('operators', () => {
  test('the first invited is an owner, others view unless a role is given; the last owner stays', async () => {
    assert.match((await at.run('operators', 'list')).out, /^There are no operators\./)
    const first = await at.run('operators', 'invite', 'Ann@Bücher.example')
    assert.deepEqual(
      [first.code, first.out],
      [
        0,
        'ann@xn--bcher-kva.example is owner: sign in with this address at /console. It takes effect within five seconds.\n',
      ],
    )
    const second = (await at.run('operators', 'invite', 'bob@example.com', '--json')).json()
    assert.equal(second.role, 'viewer')
    assert.equal(
      (await at.run('operators', 'invite', 'bob@example.com', '--role', 'operator', '--json')).json().role,
      'operator',
    )
    const listed = (await at.run('operators', 'list')).out
    assert.match(listed, /^ann@xn--bcher-kva\.example +owner .*not signed in yet/m)
    for (const refused of [
      await at.run('operators', 'remove', 'ann@bücher.example'),
      await at.run('operators', 'invite', 'ann@bücher.example', '--role', 'viewer'),
    ]) {
      assert.equal(refused.code, 1)
      assert.match(refused.err, /only owner/)
    }
    assert.equal((await at.run('operators', 'remove', 'bob@example.com')).code, 0)
    const found = (await actions()).slice(0, 6)
    assert.equal(found[0], 'operator.remove b•••@example.com ok')
    assert.equal(found.join().includes('bob@'), false)
  })

  test('an invalid address or role is refused by name', async () => {
    for (const [email, role, message] of [
      ['ann', 'owner', /email must be an e-mail address/],
      ['ann@example.com', 'king', /role must be one of merchant, viewer, operator, owner/],
    ] as const) {
      const { code, err } = await at.run('operators', 'invite', email, '--role', role)
      assert.equal(code, 2)
      assert.match(err, message)
    }
  })
})

describe('accounts sign-out', () => {
  const session = async (n: number, email: string) => {
    const id = `account:01a229aa-f9bb-7078-97da-3503c21050c${n}`
    await at.ctx.db.insert(schema.accounts).values({ id, name: '', email, emailVerified: true })
    const until = new Date(Date.now() + 60_000)
    await at.ctx.db.insert(schema.accountSessions).values({ id: `${n}`, token: `${n}`, userId: id, expiresAt: until })
  }

  test('ends the sessions of one account, or of all', async () => {
    for (const [n, email] of ['a@example.com', 'b@example.com', 'c@example.com'].entries()) await session(n, email)
    assert.equal((await at.run('accounts', 'sign-out', 'B@example.com')).out, '1 session has ended.\n')
    assert.equal((await at.run('accounts', 'sign-out', '--all')).out, '2 sessions have ended.\n')
    assert.equal((await at.run('accounts', 'sign-out')).code, 2)
    assert.deepEqual((await actions()).slice(0, 2), [
      'account.sign_out all accounts ok',
      'account.sign_out one account ok',
    ])
  })
})

describe('sale', () => {
  test('open, list, pause, resume, audit and close work, and each change is in the audit log', async () => {
    const items = file('items.json', [
      { name: 'Blue coat', stock: 3, price: 7_500 },
      { stock: 1, price: 900 },
    ])
    const opened = await at.run(
      'sale',
      'open',
      items,
      '--name',
      'Coats',
      '--limit',
      '2',
      '--ends',
      '2999-01-01T00:00:00Z',
      '--json',
    )
    assert.equal(opened.code, 0, opened.err)
    const { id, status, buyer_limit, ends_at, units } = opened.json()
    assert.deepEqual([status, buyer_limit, ends_at, units.available], ['open', 2, '2999-01-01T00:00:00.000Z', 4])

    const listed = await at.run('sale', 'list')
    assert.match(listed.out, new RegExp(`^ *${id}  Coats +merchant +open `, 'm'))
    const listedJson = await at.run('sale', 'list', '--limit', '1', '--json')
    assert.deepEqual([listedJson.json().sales.length, listedJson.json().next_cursor], [1, id])

    assert.equal((await at.run('sale', 'pause', String(id), '--json')).json().status, 'paused')
    assert.equal((await at.run('sale', 'resume', String(id), '--json')).json().status, 'open')
    const audited = await at.run('sale', 'audit', String(id))
    assert.equal(audited.code, 0)
    assert.match(audited.out, /^exact +✓ holds$/m)
    assert.equal((await at.run('sale', 'close', String(id), '--json')).json().status, 'closed')
    const again = await at.run('sale', 'pause', String(id))
    assert.deepEqual([again.code, again.err.trim()], [1, 'sale_closed: This drop is over.'])
    assert.deepEqual((await actions()).slice(0, 5).reverse(), [
      'sale.open Coats ok',
      ...['pause', 'resume', 'close'].map((verb) => `sale.${verb} ${id} ok`),
      `sale.pause ${id} sale_closed`,
    ])
  })

  test('an invalid sale is refused with exit code 2, naming the field, as text and as JSON', async () => {
    const wrong = file('wrong.json', { name: 'Wrong', items: [{ stock: 0, price: 1 }] })
    const words = await at.run('sale', 'open', wrong)
    assert.deepEqual([words.code, words.out], [2, ''])
    assert.match(words.err, /^invalid_request: items must be a whole number, 1 or greater/)
    const json = await at.run('sale', 'open', wrong, '--json')
    assert.equal(JSON.parse(json.err).errors[0].pointer, '#/items/0/stock')
    const limit = await at.run(
      'sale',
      'open',
      file('ok.json', [{ stock: 1, price: 1 }]),
      '--name',
      'A',
      '--limit',
      'many',
    )
    assert.match(limit.err, /buyer_limit must be a whole number/)
    for (const bad of [file('no.json', '{'), file('text.json', '"text"'), join(folder, 'nothing.json')]) {
      const answer = await at.run('sale', 'open', bad)
      assert.equal(answer.code, 2)
      assert.match(answer.err, /JSON|must contain a list/)
    }
    assert.equal((await at.run('sale', 'audit', '999')).code, 1)
  })
})

describe('gate', () => {
  test('compare shows differences and changes nothing; rebuild repairs them under a new epoch', async () => {
    const { ctx, saleId } = at
    assert.equal((await at.run('gate', 'rebuild', String(saleId))).code, 0)
    const sale = await ctx.sales.refresh(saleId)
    const outcome = await checkout(ctx, { user_id: 'ann', id: sale?.firstItemId })
    if (!outcome.ok || !sale) throw new Error('no checkout')
    assert.equal((await purchase(ctx, { code: outcome.value.code })).ok, true)
    const clean = (await at.run('gate', 'compare', '--json')).json().sales
    assert.deepEqual([clean[0].gate, clean[0].differences], ['ok', []])

    await ctx.db.$client.query('UPDATE buyers SET sold = 2 WHERE sale_id = $1', [saleId])
    for (const _ of ['once', 'once more']) {
      const differs = await at.run('gate', 'compare', String(saleId))
      assert.equal(differs.code, 1)
      assert.match(differs.out, /buyer ann: gate 1, ledger 2/)
      assert.match(differs.out, new RegExp(`To repair: hourglass gate rebuild ${saleId}`))
    }
    const [rebuilt] = (await at.run('gate', 'rebuild', '--json')).json().rebuilt
    assert.deepEqual(rebuilt, { sale_id: saleId, epoch: sale.epoch + 1 })
    assert.equal((await at.run('gate', 'compare')).code, 0)
    assert.equal((await actions())[0], `gate.rebuild ${saleId} ok`)
    await ctx.db.$client.query('UPDATE buyers SET sold = 1 WHERE sale_id = $1', [saleId])
    await at.run('gate', 'rebuild')
  })

  test('compare exits with code 1 when Redis is down', async () => {
    const { code, json } = await at.run('gate', 'compare', '--redis', 'redis://127.0.0.1:1', '--json')
    assert.equal(code, 1)
    assert.equal(json().sales[0].gate, 'away')
  })
})

describe('keys and the outbox', () => {
  test('a created key is printed once, on stdout only; it can be listed and revoked', async () => {
    const made = await at.run('keys', 'create', '--partner', 'acme', '--scopes', 'admin')
    assert.match(made.out, /^hg_live_[0-9A-Za-z]{33}\n$/)
    const { keys } = (await at.run('keys', 'list', '--json')).json()
    assert.deepEqual([keys[0].partner, keys[0].scopes], ['acme', ['admin']])
    const list = await at.run('keys', 'list', '--partner', 'acme')
    assert.match(list.out, /acme +live +admin +never/)
    assert.equal(list.out.includes(made.out.trim()), false)
    assert.equal((await at.run('keys', 'revoke', keys[0].id)).code, 0)
    assert.equal((await at.run('keys', 'revoke', keys[0].id)).code, 1)
    assert.equal((await at.run('keys', 'create', '--partner', 'UPPER')).code, 2)
    assert.match((await at.run('keys', 'create')).err, /^keys create needs --partner\./)
  })

  test('replay sends events again to the given webhook, or to all enabled ones', async () => {
    const id = at.ctx.newId()
    await at.ctx.db.$client.query(
      `INSERT INTO webhooks (id, principal, url, types, secret, signing_key)
       VALUES ($1, 'operator', 'https://x.example/', '{*}', 's', $2)`,
      [id, generateKeyPairSync('ed25519').privateKey.export({ format: 'der', type: 'pkcs8' })],
    )
    const { rows } = await at.ctx.db.$client.query(
      "SELECT count(*)::int AS count FROM outbox_events WHERE type <> 'webhook.test'",
    )
    const since = new Date(Date.now() - 3_600_000).toISOString()
    const named = (await at.run('outbox', 'replay', '--since', since, '--webhook', id, '--json')).json()
    assert.deepEqual(named, { replayed: [{ webhook_id: id, replayed: rows[0].count, more: false }] })
    // No relay runs in this test, so the replay stays in progress.
    const busy = (await at.run('outbox', 'replay', '--since', since, '--json')).json()
    assert.deepEqual(busy, { replayed: [{ webhook_id: id, replayed: 0, more: true }] })
    assert.equal((await at.run('outbox', 'replay', '--since', since, '--webhook', id)).code, 1)
    await at.ctx.db.$client.query("UPDATE webhook_deliveries SET status = 'delivered', next_attempt_at = NULL")
    assert.equal((await at.run('outbox', 'replay', '--since', since, '--json')).json().replayed.length, 1)
    assert.equal((await actions())[0], `webhook.replay ${id} ok`)
    assert.equal((await at.run('outbox', 'replay', '--since', 'yesterday', '--webhook', id)).code, 2)
    assert.match((await at.run('outbox', 'replay')).err, /^outbox replay needs --since/)
    assert.match((await at.run('outbox', 'status')).out, /^webhooks +[\d,]+ /m)
  })
})

describe('usage errors', () => {
  for (const [what, ...args] of [
    ['an unknown command', 'sail', 'list'],
    ['a command group without a verb', 'sale'],
    ['a missing argument', 'sale', 'pause'],
    ['an extra argument', 'sale', 'pause', '1', '2'],
    ['an unknown option', 'sale', 'list', '--all'],
    ['an invalid id', 'sale', 'pause', 'first'],
  ]) {
    test(`${what} exits with code 2 and prints the usage`, async () => {
      const { code, out, err } = await at.run(...args)
      assert.equal(code, 2)
      assert.match(out + err, /hourglass sale|must be a sale id/)
    })
  }

  test('missing stores exit with code 2 and a remedy', async () => {
    const { code, err } = await run(['keys', 'list'], { DATABASE_URL: '', HOURGLASS_DATA: folder })
    assert.equal(code, 2)
    assert.match(err, /Hourglass is not running on .*: run npm start/)
  })

  test('PAYMENTS=stripe without its key exits with code 2 and names it', async () => {
    const { databaseUrl: DATABASE_URL, redisUrl: REDIS_URL } = at.stores
    const { code, err } = await run(['sale', 'list'], { DATABASE_URL, REDIS_URL, PAYMENTS: 'stripe' })
    assert.deepEqual([code, err], [2, 'STRIPE_SECRET_KEY is missing: PAYMENTS=stripe needs it.\n'])
  })

  for (const args of [
    ['keys', 'list'],
    ['keys', 'create', '--partner', 'acme'],
    ['sale', 'list'],
  ]) {
    test(`${args.join(' ')} exits with code 2 and one sentence when PostgreSQL is down`, async () => {
      const away = { DATABASE_URL: 'postgres://nobody:hidden@127.0.0.1:1/none', REDIS_URL: 'redis://127.0.0.1:1' }
      const { code, err } = await run(args, away)
      assert.deepEqual(
        [code, err],
        [2, 'PostgreSQL at 127.0.0.1:1/none is not usable: connect ECONNREFUSED 127.0.0.1:1.\n'],
      )
      assert.match(JSON.parse((await run([...args, '--json'], away)).err).detail, /is not usable/)
    })
  }
})

test('--database and --redis override the environment', async () => {
  const { databaseUrl, redisUrl } = at.stores
  const elsewhere = { DATABASE_URL: 'postgres://nobody@127.0.0.1:1/none', REDIS_URL: 'redis://127.0.0.1:1' }
  const named = await run(['gate', 'compare', '--database', databaseUrl, '--redis', redisUrl, '--json'], elsewhere)
  assert.equal(named.json().sales[0].gate, 'ok', named.err)
})

test('a test key has its own prefix, and a reset gives its partner a test sale for each case', async () => {
  const made = await at.run('keys', 'create', '--partner', 'tester', '--test')
  assert.match(made.out, /^hg_test_[0-9A-Za-z]{33}\n$/)
  assert.match((await at.run('keys', 'list', '--partner', 'tester')).out, /tester +test +buy,read +never/)
  assert.equal((await at.run('keys', 'create', '--partner', 'tester', '--test', '--scopes', 'admin')).code, 2)
  const { sales } = (await at.run('sandbox', 'reset', '--partner', 'tester', '--json')).json()
  assert.deepEqual(sales.map((made: { case: string }) => made.case).sort(), SANDBOX_CASES.toSorted())
  assert.equal((await actions())[0], 'sandbox.reset tester ok')
  assert.doesNotMatch((await at.run('sale', 'list')).out, /Test sale/)
  for (const wrong of [[], ['--partner', 'UPPER']]) assert.equal((await at.run('sandbox', 'reset', ...wrong)).code, 2)
})

test('every command has help, and --help lists every command', async () => {
  const whole = await at.run('--help')
  assert.equal(whole.code, 0)
  const names = [...whole.out.matchAll(/^hourglass ([a-z]+(?: [a-z-]+)?)/gm)].map(([, name = '']) => name)
  assert.deepEqual(names.toSorted(), [
    'accounts sign-out',
    'doctor',
    'gate compare',
    'gate rebuild',
    'item correct',
    'item list',
    'item withdraw',
    'keys create',
    'keys list',
    'keys revoke',
    'money reconcile',
    'operators invite',
    'operators list',
    'operators remove',
    'order refund',
    'outbox replay',
    'outbox status',
    'picture add',
    'queue admit-all',
    'queue open',
    'queue pause',
    'queue rate',
    'queue resume',
    'queue status',
    'queue verify',
    'sale audit',
    'sale close',
    'sale duplicate',
    'sale list',
    'sale open',
    'sale pause',
    'sale resume',
    'sandbox reset',
    'secrets rotate',
  ])
  const helps = await Promise.all(names.map((name) => at.run(...name.split(' '), '--help')))
  for (const [i, { code, out }] of helps.entries()) {
    assert.equal(code, 0)
    assert.match(out, new RegExp(`^hourglass ${names[i]} [^]*--database[^]*--json`))
  }
})

test('items are listed, corrected and withdrawn, and a sale is duplicated', async () => {
  const path = file('corrected.json', [
    { name: 'Coat', stock: 3, price: 7_500, list_price: 9_000 },
    { name: 'Hat', stock: 2, price: 900 },
  ])
  const { id, first_item_id: first } = (await at.run('sale', 'open', path, '--name', 'Corrected', '--json')).json()
  const options = ['--stock', '5', '--price', '8000', '--list-price', 'none', '--description', 'Wool']
  const corrected = await at.run('item', 'correct', String(first), ...options)
  assert.equal(corrected.out, `Sale ${id} has 7 units left, 0 held, 0 sold.\n`)
  assert.equal((await at.run('item', 'withdraw', String(first + 1))).code, 0)
  const listed = (await at.run('item', 'list', String(id), '--json')).json()
  const found = listed.items.map((item: OfferedItemView) => [
    item.price.amount,
    item.list_price,
    item.description,
    item.stock,
  ])
  assert.deepEqual(found, [
    [8_000, null, 'Wool', 5],
    [900, null, null, 0],
  ])
  assert.match((await at.run('item', 'list', String(id))).out, /Coat +8,000 +5 +0 +0/)
  const refused = await at.run('item', 'correct', String(first), '--stock', 'many')
  assert.deepEqual([refused.code, /stock must be a whole number/.test(refused.err)], [2, true])
  const copy = (await at.run('sale', 'duplicate', String(id), '--starts', '2036-01-31T18:00:00Z', '--json')).json()
  assert.deepEqual([copy.name, copy.status, copy.items_count], ['Corrected', 'scheduled', 1])
  assert.deepEqual((await actions()).slice(0, 4), [
    `sale.duplicate ${id} ok`,
    `item.correct ${first} invalid_request`,
    `item.withdraw ${first + 1} ok`,
    `item.correct ${first} ok`,
  ])
})
