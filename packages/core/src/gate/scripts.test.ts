/** The header of a Lua script is its contract, so it must match the script. */
import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { test } from 'node:test'
import { keyCounts } from './scripts.ts'

const folder = new URL('./', import.meta.url)
const names = readdirSync(folder)
  .filter((file) => file.endsWith('.lua') && file !== 'record.lua')
  .map((file) => file.slice(0, -'.lua'.length))

interface Header {
  keys: Places
  args: Places
  statuses: Set<string>
}

/** Positions that a header lists: `1 meta  2 units  3… the rest`. */
interface Places {
  named: Set<number>
  open: boolean
}

function placesOf(section: string): Places {
  const named = new Set<number>()
  let open = false
  for (const [, first, sign, last] of section.matchAll(/(?:^|\s)([1-9]\d*)(?:(…)| to (\d+))?(?=\s)/g)) {
    for (let at = Number(first); at <= Number(last ?? first); at++) named.add(at)
    open ||= sign === '…' || last !== undefined
  }
  return { named, open }
}

function readScript(name: string): { header: Header; body: string } {
  const text = readFileSync(new URL(`${name}.lua`, folder), 'utf8')
  const lines = text.split('\n')
  const end = lines.findIndex((line) => !line.startsWith('--'))
  const header = lines.slice(0, end).map((line) => line.slice(3))
  const sectionOf = (from: string, to: string) => {
    const begin = header.findIndex((line) => line.startsWith(from))
    const stop = to ? header.findIndex((line, at) => at > begin && line.startsWith(to)) : header.length
    return header.slice(begin, stop).join('\n').slice(from.length)
  }
  const statuses = [...sectionOf('returns', '').matchAll(/(?:^ {2}|: )((?:\w+ \| )*\w+)(?= {2}|$| \()/gm)]
    .flatMap(([, list = '']) => list.split(' | '))
    .filter((word) => /^[a-z_]+$/.test(word))
  return {
    header: {
      keys: placesOf(sectionOf('KEYS', 'ARGV')),
      args: placesOf(sectionOf('ARGV', 'returns')),
      statuses: new Set(statuses),
    },
    body: lines.slice(end).join('\n'),
  }
}

const usesOf = (body: string, array: 'KEYS' | 'ARGV') =>
  new Set([...body.matchAll(new RegExp(`${array}\\[(\\d+)\\]`, 'g'))].map(([, at]) => Number(at)))

test('every script has a declared key count, and every declaration has a script', () => {
  assert.deepEqual(names.toSorted(), Object.keys(keyCounts).toSorted())
})

for (const name of names) {
  const { header, body } = readScript(name)

  test(`${name}.lua uses exactly the keys and arguments that its header lists`, () => {
    for (const [array, places] of [
      ['KEYS', header.keys],
      ['ARGV', header.args],
    ] as const) {
      const loops = new RegExp(`unpack\\(${array}|#${array}|${array}\\[(?:\\d+ \\+ )?[a-z]`).test(body)
      assert.ok(places.named.size > 0, `${array} are listed`)
      assert.equal(places.open || loops, places.open || false, `${array}: a loop over them is listed with …`)
      for (const at of usesOf(body, array)) assert.ok(places.named.has(at) || places.open, `${array}[${at}] is listed`)
      if (!loops)
        assert.deepEqual(
          [...usesOf(body, array)].toSorted((a, b) => a - b),
          [...places.named],
          `${array} are used`,
        )
    }
  })

  test(`${name}.lua is called with the number of keys that its header lists`, () => {
    const count = keyCounts[name as keyof typeof keyCounts]
    const last = Math.max(...header.keys.named)
    if (count === undefined) assert.ok(header.keys.open, 'batched calls have a variable number of keys')
    else assert.ok(header.keys.open ? count >= last : count === last)
  })

  test(`${name}.lua returns exactly the statuses that its header lists`, () => {
    const given = new Set([...body.matchAll(/\{'([a-z_]+)'/g)].map(([, status]) => status))
    for (const status of given) assert.ok(header.statuses.has(String(status)), `${status} is listed`)
    for (const status of header.statuses) assert.match(body, new RegExp(`'${status}'`), `${status} is returned`)
  })
}
