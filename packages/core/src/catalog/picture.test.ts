import assert from 'node:assert/strict'
import { test } from 'node:test'
import { CATALOG_ITEMS_MAX, SEED_MAX } from './bounds.ts'
import { distance, hexOf, labOf } from './colour.ts'
import { GOLD, IVORY, schemeOf } from './colouring.ts'
import { EDITION, EDITIONS } from './edition.ts'
import { describeItem } from './generated-item.ts'
import { drawItemPicture, PICTURE_BYTES_MAX } from './picture/draw.ts'
import { shadowOf } from './picture/shadow.ts'

const ELEMENTS = new Set(
  `svg defs radialGradient linearGradient stop filter feTurbulence feColorMatrix feComponentTransfer feFuncA feComposite feDisplacementMap
  feGaussianBlur feDropShadow rect circle ellipse path clipPath g`.split(/\s+/),
)

/** A sample of each edition: from the start of one sale and from the end of another, where ids are longest. */
const SAMPLE = EDITIONS.flatMap((edition) =>
  Array.from({ length: 2_000 }, (_, i) =>
    i % 2 ? ([{ seed: SEED_MAX, edition }, CATALOG_ITEMS_MAX - i] as const) : ([{ seed: 7, edition }, i] as const),
  ),
)
const PICTURES = SAMPLE.map(([source, index]) => drawItemPicture(source, index))

/** The share of the body's width of each of its four colours. */
const STOP_SHARES = [0.13, 0.275, 0.37, 0.225]

/** Throws unless tags nest, attributes are quoted and unique in their element, and elements are known ones. */
function assertWellFormed(svg: string): void {
  const open: string[] = []
  const rest = svg.replace(
    /<(\/?)([A-Za-z]+)((?: [a-zA-Z0-9:-]+="[^"<&]*")*)(\/?)>/g,
    (_, closing, name, attributes, empty) => {
      assert.ok(ELEMENTS.has(name), name)
      const names = String(attributes).match(/[a-zA-Z0-9:-]+(?==")/g) ?? []
      assert.equal(new Set(names).size, names.length, attributes)
      if (closing) assert.equal(open.pop(), name)
      else if (!empty) open.push(name)
      return ''
    },
  )
  assert.equal(rest, '')
  assert.deepEqual(open, [])
}

test('a picture is under 4 kB of ASCII', () => {
  assert.equal(PICTURE_BYTES_MAX, 4095)
  for (const svg of PICTURES) {
    assert.ok(svg.length <= PICTURE_BYTES_MAX, `${svg.length} bytes: ${svg.slice(0, 160)}`)
    assert.match(svg, /^[\x20-\x7e]+$/)
  }
})

test('a picture is well-formed and has only drawing elements', () => {
  for (const svg of PICTURES) assertWellFormed(svg)
})

test('a picture has no external references and no scripts', () => {
  for (const svg of PICTURES) {
    assert.doesNotMatch(svg, /script|href|style|@import|data:|<image|<text|foreignObject| on[a-z]+=/i)
    assert.deepEqual(svg.match(/https?:[^"]*/g), ['http://www.w3.org/2000/svg'])
    const ids = new Set(Array.from(svg.matchAll(/ id="([^"]+)"/g), ([, id]) => id))
    for (const [, target = ''] of svg.matchAll(/url\(([^)]*)\)/g))
      assert.ok(target.startsWith('#') && ids.has(target.slice(1)), target)
  }
})

test('the ids of pictures on one page do not collide', () => {
  const all = PICTURES.slice(-2_000).flatMap((svg) => Array.from(svg.matchAll(/ id="([^"]+)"/g), ([, id]) => id))
  assert.equal(new Set(all).size, all.length)
})

test('every number in a picture is finite', () => {
  for (const svg of PICTURES) assert.doesNotMatch(svg, /NaN|undefined|Infinity|e-\d/)
})

test('a picture has an accessible name', () => {
  for (const [i, [source, index]] of SAMPLE.entries())
    assert.ok(PICTURES[i]?.includes(`role="img" aria-label="${describeItem(source, index).name}"`))
})

test("an item's grain in the field has the colour of its body in the picture", () => {
  for (const [i, [source, index]] of SAMPLE.entries()) {
    const { colour } = describeItem(source, index)
    const body = PICTURES[i]?.match(/<linearGradient id="\w+m">(.*?)<\/linearGradient>/)?.[1] ?? ''
    const stops = body.match(/#[0-9a-f]{6}/g) ?? []
    assert.equal(stops.length, 4)
    const labs = stops.map(labOf)
    const mean = [0, 1, 2].map((axis) =>
      labs.reduce((sum, lab, at) => sum + (lab[axis] ?? 0) * (STOP_SHARES[at] ?? 0), 0),
    )
    const [lightness = 0, a = 0, b = 0] = mean
    assert.ok(distance(hexOf([lightness, a, b]), colour) < 0.1, `${colour} in ${stops}`)
  }
})

test('the body stands out from the wall behind it', () => {
  for (const [source, index] of SAMPLE) {
    const { body, wall } = schemeOf(source, index, describeItem(source, index).traits)
    assert.ok(distance(body, wall) > 0.2, `${body} on ${wall}`)
  }
})

test('different items and different seeds have different pictures', () => {
  const pictures = new Set(
    [1, 2].flatMap((seed) => [0, 1].map((index) => drawItemPicture({ seed, edition: EDITION }, index))),
  )
  assert.equal(pictures.size, 4)
})

test('a shadow is an outline of path data, and few are equal', () => {
  const outlines = SAMPLE.map(([source, index]) => shadowOf(source, index))
  for (const outline of outlines) assert.match(outline, /^M[\d\s.,A-Za-z-]+Z$/)
  assert.ok(new Set(outlines).size > SAMPLE.length / 2)
})

test('gold surrounds every rare and singular item, and no other; only singular items have a frame and gold fittings', () => {
  for (const [i, [source, index]] of SAMPLE.entries()) {
    if (source.edition === 1) continue
    const { rarity, traits } = describeItem(source, index)
    const [around = ''] = PICTURES[i]?.match(/<\/defs>.*?<g transform="translate\([^"]*scale/) ?? []
    assert.equal(around.includes(GOLD), rarity === 'rare' || rarity === 'singular', `${rarity}: ${around}`)
    assert.equal(PICTURES[i]?.endsWith('d="M35 27H365V357H35Z"/></svg>'), rarity === 'singular')
    if (rarity === 'singular') assert.ok([GOLD, IVORY].includes(schemeOf(source, index, traits).accent))
  }
})
