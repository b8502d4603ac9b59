import { writeFileSync } from 'node:fs'
import { EDITION } from './edition.ts'
import { describeItem } from './generated-item.ts'
import { drawItemPicture } from './picture/draw.ts'

const ITEMS = 200

const [path, seedText = '7'] = process.argv.slice(2)
if (path === undefined) {
  process.stderr.write('Say where to write the sheet: node contact-sheet.ts sheet.html [seed]\n')
  process.exit(1)
}
const seed = Number(seedText)
const source = { seed, edition: EDITION }
const figures = Array.from({ length: ITEMS }, (_, index) => {
  const { name } = describeItem(source, index)
  return `<figure>${drawItemPicture(source, index)}<figcaption>${name}</figcaption></figure>`
})
writeFileSync(
  path,
  `<!doctype html><meta charset="utf-8"><title>Contact sheet, seed ${seed}</title><style>
body{margin:24px;background:#f6f1e7;color:#221d18;font:11px/1.3 Georgia,serif;display:grid;grid-template-columns:repeat(10,1fr);gap:14px}
figure{margin:0}svg{display:block;width:100%;border-radius:3px}figcaption{margin-top:5px}</style>${figures.join('')}`,
)
