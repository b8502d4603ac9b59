import assert from 'node:assert/strict'
import dns from 'node:dns'
import net from 'node:net'
import { join } from 'node:path'
import { mock, test } from 'node:test'
import { drawPoster, textSvg } from './poster.ts'

// Font paths are relative to the storefront's working directory.
process.chdir(join(import.meta.dirname, '../..'))

const picture = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 8 8"><circle cx="4" cy="4" r="3"/></svg>'
const words = '€12.00'

const NAMES = {
  Latin: 'Źażółć gęślą jaźń',
  Vietnamese: 'Đồng hồ cát',
  Cyrillic: 'Песочные часы',
  Greek: 'Κλεψύδρα',
  Arabic: 'ساعة رملية',
  Hebrew: 'שעון חול',
  Thai: 'นาฬิกาทราย',
  Devanagari: 'रेत घड़ी',
  Japanese: '砂時計のすな',
  Chinese: '沙漏计时器',
  Korean: '모래시계',
  emoji: '⏳🏺👩‍🚀🇩🇪',
}

/** Blocks all network access and records each attempt. */
function denyNetwork() {
  const tried: string[] = []
  const deny = (way: string) => (target: unknown) => {
    tried.push(`${way} ${typeof target === 'object' ? JSON.stringify(target) : target}`)
    throw new Error('the network is denied')
  }
  mock.method(globalThis, 'fetch', deny('fetch'))
  mock.method(net.Socket.prototype, 'connect', deny('connect'))
  mock.method(dns, 'lookup', deny('lookup'))
  mock.method(dns.promises, 'lookup', deny('lookup'))
  return tried
}

/** The glyph outlines of a text, without positions. */
const glyphsOf = async (title: string) => [...(await textSvg({ title, words })).matchAll(/ d="([^"]+)"/g)].join()

test('a name in any bundled script is drawn without network access', async () => {
  const tried = denyNetwork()
  for (const title of Object.values(NAMES)) assert.ok((await drawPoster({ picture, title, words })).length > 0)
  assert.deepEqual(tried, [])
})

for (const [script, name] of Object.entries(NAMES)) {
  test(`${script} names have their own glyphs`, async () => {
    const boxes = await glyphsOf(name.replace(/[^\s]/gu, '\u{13000}'))
    for (const character of new Set(name.replace(/[\s\p{M}\p{Cf}\p{RI}]/gu, '')))
      assert.notEqual(await glyphsOf(character), await glyphsOf('\u{13000}'), `${character} is a box`)
    assert.notEqual(await glyphsOf(name), boxes)
  })
}

test('a character without a bundled font is drawn as a box, without network access', async () => {
  const tried = denyNetwork()
  assert.ok((await glyphsOf('\u{13000}')).length > (await glyphsOf('')).length)
  assert.deepEqual(tried, [])
})
