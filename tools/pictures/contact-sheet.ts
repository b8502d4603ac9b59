import { parseArgs } from 'node:util'
import { describeItem, drawItemPicture, EDITION } from '@hourglass/core/catalog'
import sharp from 'sharp'
import { rasterise } from './fingerprint.ts'
import { NEAR_TWINS, nearestOf, neighboursOf } from './neighbours.ts'

const GROUNDS: Readonly<Record<string, string>> = { day: '#f6f1e7', night: '#171310' }
const GAP = 6
const CLOSEST = 5

const { values } = parseArgs({
  options: {
    edition: { type: 'string', default: `${EDITION}` },
    seed: { type: 'string', default: '7' },
    items: { type: 'string', default: '500' },
    size: { type: 'string', default: '64' },
    columns: { type: 'string', default: '25' },
    ground: { type: 'string', default: 'day' },
    out: { type: 'string' },
    help: { type: 'boolean', default: false },
  },
})
if (values.help) {
  console.log(`node tools/pictures/contact-sheet.ts [options]

Prints how alike neighbours are, and how long a picture takes. Writes the pictures as one PNG.
  --edition ${EDITION}   --seed 7   --items 500
  --out sheet.png   --size 64   --columns 25   --ground day|night`)
  process.exit()
}
const [edition, seed, items, size, columns] = [
  values.edition,
  values.seed,
  values.items,
  values.size,
  values.columns,
].map(Number) as [number, number, number, number, number]
const source = { seed, edition }

const pictures = Array.from({ length: items }, (_, index) => drawItemPicture(source, index))
const started = performance.now()
for (let index = 0; index < items; index++) drawItemPicture(source, index)
const micros = Math.round(((performance.now() - started) * 1000) / items)
const bytes = pictures.map(({ length }) => length)

const pairs = await neighboursOf(source, items)
const nearest = nearestOf(pairs)
const at = (sorted: readonly number[], share: number) => (sorted[Math.floor(share * sorted.length)] ?? 0).toFixed(1)
console.log(`edition ${edition}, seed ${seed}, ${items} items, ${pairs.length} pairs of neighbours
near twins (distance below ${NEAR_TWINS}): ${pairs.filter(({ distance }) => distance < NEAR_TWINS).length}
distance of the nearest neighbour: least ${at(nearest, 0)}, 1st percentile ${at(nearest, 0.01)}, 10th ${at(nearest, 0.1)}, median ${at(nearest, 0.5)}
${micros} µs and ${Math.round(bytes.reduce((sum, each) => sum + each, 0) / items)} bytes a picture, at most ${Math.max(...bytes)} bytes
closest:`)
for (const { distance, one, other } of pairs.slice(0, CLOSEST))
  console.log(
    `  ${distance.toFixed(1)}  ${describeItem(source, one).name} (${one}), ${describeItem(source, other).name} (${other})`,
  )

if (values.out !== undefined) {
  const step = size + GAP
  const tiles = await Promise.all(
    pictures.map(async (svg, i) => ({
      input: await rasterise(svg, size),
      left: GAP + (i % columns) * step,
      top: GAP + Math.floor(i / columns) * step,
    })),
  )
  const [width, height] = [columns * step + GAP, Math.ceil(items / columns) * step + GAP]
  const background = GROUNDS[values.ground] ?? values.ground
  await sharp({ create: { width, height, channels: 3, background } })
    .composite(tiles)
    .png()
    .toFile(values.out)
}
