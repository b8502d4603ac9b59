import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { ann, useGate } from './gate-stage.ts'

const stage = useGate()

describe('settle and release', () => {
  const taken = { left: '0,1,1,2', out: '1,0,0,0', buyers: { ann: 1 }, takes: 'x' }
  const settled = { left: '0,1,1,2', out: '0,0,0,0', buyers: { ann: 1 }, takes: '' }
  const released = { left: '1,1,1,2', out: '0,0,0,0', buyers: {}, takes: '' }
  const cases = [
    { title: 'without either, the unit stays out', calls: [], replies: [], after: taken },
    {
      title: 'settle removes the unit and keeps it counted against the limit',
      calls: ['settle'],
      replies: ['ok'],
      after: settled,
    },
    { title: 'release returns the unit and the limit', calls: ['release'], replies: ['ok'], after: released },
    { title: 'a second settle has no effect', calls: ['settle', 'settle'], replies: ['ok', 'unknown'], after: settled },
    {
      title: 'a second release has no effect',
      calls: ['release', 'release'],
      replies: ['ok', 'unknown'],
      after: released,
    },
    {
      title: 'a release after a settle has no effect',
      calls: ['settle', 'release'],
      replies: ['ok', 'unknown'],
      after: settled,
    },
    {
      title: 'a settle after a release has no effect',
      calls: ['release', 'settle'],
      replies: ['ok', 'unknown'],
      after: released,
    },
  ] as const
  for (const { title, calls, replies, after: expected } of cases) {
    test(title, async () => {
      const sale = await stage.freshSale()
      await stage.take(sale, 'x', ann(0))
      const found: string[] = []
      for (const call of calls)
        found.push(call === 'settle' ? await stage.gate.settle(sale, 'x') : await stage.gate.release(sale, 'x'))
      assert.deepEqual(found, [...replies])
      assert.deepEqual(await stage.state(sale), expected)
    })
  }

  test('a released checkout can be taken again, unless the ledger has voided it', async () => {
    const sale = await stage.freshSale()
    await stage.take(sale, 'x', ann(3))
    await stage.gate.release(sale, 'x')
    assert.equal((await stage.take(sale, 'x')).status, 'taken')
    await stage.gate.release(sale, 'x', 'void')
    assert.deepEqual(await stage.take(sale, 'x'), { status: 'used' })
  })

  test('a settled checkout is used and cannot be taken again', async () => {
    const sale = await stage.freshSale()
    await stage.take(sale, 'x', ann(3))
    await stage.gate.settle(sale, 'x')
    assert.deepEqual(await stage.take(sale, 'x', ann(3)), { status: 'used' })
  })
})
