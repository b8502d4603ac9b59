import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Wanted } from '../../src/gate/index.ts'
import { ann, bob, FUTURE, LEASE_MS, useGate, wantedBy } from './gate-stage.ts'

const stage = useGate()

describe('take', () => {
  const cases: {
    title: string
    before?: (sale: { id: number; epoch: number }) => Promise<unknown>
    wanted: Wanted
    status: string
    taken?: string
    refused?: string
    after: { left: string; out: string; buyers: Record<string, number>; takes: string }
  }[] = [
    {
      title: 'a free unit leaves the shelf and counts against the limit',
      wanted: ann(0),
      status: 'taken',
      taken: '0:1',
      after: { left: '0,1,1,2', out: '1,0,0,0', buyers: { ann: 1 }, takes: 'x' },
    },
    {
      title: 'an unavailable item is refused and the rest is taken',
      before: (sale) => stage.take(sale, 'first', bob(0)),
      wanted: ann(0, 1),
      status: 'taken',
      taken: '1:1',
      refused: '0:sold_out',
      after: { left: '0,0,1,2', out: '1,1,0,0', buyers: { ann: 1, bob: 1 }, takes: 'first,x' },
    },
    {
      title: 'without any available unit the take is refused and nothing changes',
      before: (sale) => stage.take(sale, 'first', bob(0, 1)),
      wanted: ann(0, 1),
      status: 'refused',
      refused: '0:sold_out,1:sold_out',
      after: { left: '0,0,1,2', out: '1,1,0,0', buyers: { bob: 2 }, takes: 'first' },
    },
    {
      title: 'lines beyond the limit are refused one by one',
      wanted: ann(0, 1, 2),
      status: 'taken',
      taken: '0:1,1:1',
      refused: '2:limit_reached',
      after: { left: '0,0,1,2', out: '1,1,0,0', buyers: { ann: 2 }, takes: 'x' },
    },
    {
      title: 'at the limit the take is refused and nothing changes',
      before: (sale) => stage.take(sale, 'first', ann(0, 1)),
      wanted: ann(2),
      status: 'refused',
      refused: '2:limit_reached',
      after: { left: '0,0,1,2', out: '1,1,0,0', buyers: { ann: 2 }, takes: 'first' },
    },
    {
      title: 'a repeat under the same id returns the same lines and moves no units',
      before: (sale) => stage.take(sale, 'x', ann(0, 1)),
      wanted: ann(0, 1),
      status: 'known',
      taken: '0:1,1:1',
      after: { left: '0,0,1,2', out: '1,1,0,0', buyers: { ann: 2 }, takes: 'x' },
    },
    {
      title: 'an item with two units can be taken by two buyers',
      before: (sale) => stage.take(sale, 'first', bob(3)),
      wanted: ann(3),
      status: 'taken',
      taken: '3:1',
      after: { left: '1,1,1,0', out: '0,0,0,2', buyers: { ann: 1, bob: 1 }, takes: 'first,x' },
    },
  ]
  for (const { title, before: prepare, wanted, status, taken = '', refused = '', after: expected } of cases) {
    test(title, async () => {
      const sale = await stage.freshSale()
      await prepare?.(sale)
      const reply = await stage.take(sale, 'x', wanted)
      assert.equal(reply.status, status)
      if (!('taken' in reply)) throw new Error('unreachable')
      assert.equal(reply.taken.map((line) => `${line.position}:${line.quantity}`).join(), taken)
      assert.equal(reply.refused.map((line) => `${line.position}:${line.reason}`).join(), refused)
      assert.deepEqual(await stage.state(sale), expected)
    })
  }

  test('a checkout that is not in the gate is unknown unless the caller provides it', async () => {
    const sale = await stage.freshSale()
    assert.deepEqual(await stage.take(sale, 'x'), { status: 'unknown' })
    assert.equal((await stage.take(sale, 'x', ann(0))).status, 'taken')
  })

  test("another buyer's checkout cannot be taken", async () => {
    const sale = await stage.freshSale()
    assert.deepEqual(
      await stage.gate.take(sale, { id: 'x', leaseMs: LEASE_MS, userId: 'bob', kind: 'purchase', wanted: ann(0) }),
      {
        status: 'not_yours',
      },
    )
    assert.equal((await stage.state(sale)).left, '1,1,1,2')
  })

  test('a sale opens and closes by the clock of Redis', async () => {
    assert.deepEqual(await stage.take(await stage.freshSale({ startsAt: FUTURE }), 'x', ann(0)), { status: 'not_open' })
    assert.deepEqual(await stage.take(await stage.freshSale({ endsAt: new Date(Date.now() - 1_000) }), 'x', ann(0)), {
      status: 'closed',
    })
  })

  test('user ids that look like keys, prototypes or format strings work like others', async () => {
    const sale = await stage.freshSale()
    const names = ['a:b', '{7}', '__proto__', 'used', '5', 'a b  c', '%d\u00a0\u{1f600}', "'; drop table"]
    for (const [i, userId] of names.entries()) {
      const reply = await stage.take(sale, `x${i}`, wantedBy(userId, 0))
      assert.equal(reply.status === 'taken' || reply.status === 'refused' ? reply.buyer : '', userId)
      assert.equal((await stage.gate.release(sale, `x${i}`)) === 'ok', true)
    }
    assert.deepEqual((await stage.state(sale)).buyers, {})
  })
})
