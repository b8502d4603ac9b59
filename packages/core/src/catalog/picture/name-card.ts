import { PICTURE_VIEW_BOX } from './shadow.ts'

/** Longest line of a card, in characters, and the most lines. */
const LINE_CHARS_MAX = 14
const LINES_MAX = 5
const LINE_HEIGHT = 40

const ENTITIES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }
const escaped = (text: string): string => text.replace(/[&<>"]/g, (character) => ENTITIES[character] ?? '')

/** Characters as people count them: an emoji or an accented letter is one. */
const segments = new Intl.Segmenter('en', { granularity: 'grapheme' })
const charactersOf = (text: string): string[] => Array.from(segments.segment(text), ({ segment }) => segment)

/** Breaks a name between words, and words that are longer than a line within. */
function linesOf(name: string): string[] {
  const lines: string[] = []
  for (const word of name.split(/\s+/).map(charactersOf)) {
    for (let from = 0; from < word.length; from += LINE_CHARS_MAX) {
      const part = word.slice(from, from + LINE_CHARS_MAX)
      const last = lines.at(-1)
      if (last !== undefined && from === 0 && charactersOf(last).length + 1 + part.length <= LINE_CHARS_MAX)
        lines[lines.length - 1] = `${last} ${part.join('')}`
      else lines.push(part.join(''))
    }
  }
  return lines.length <= LINES_MAX ? lines : [...lines.slice(0, LINES_MAX - 1), '…']
}

/** The picture of a merchant's item that has none: a plain card with its name, as SVG. */
export function drawNameCard(name: string): string {
  const [x = 0, y = 0, width = 0, height = 0] = PICTURE_VIEW_BOX.split(' ').map(Number)
  const middle = x + width / 2
  const lines = linesOf(name)
  const top = y + height / 2 - ((lines.length - 1) * LINE_HEIGHT) / 2
  const rows = lines.map((line, at) => `<tspan x="${middle}" y="${top + at * LINE_HEIGHT}">${escaped(line)}</tspan>`)
  const text = `<text font-family="Georgia,'Times New Roman',serif" font-size="32" fill="#3b352c" text-anchor="middle" dominant-baseline="central">${rows.join('')}</text>`
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="${PICTURE_VIEW_BOX}" role="img" aria-label="${escaped(name)}"><rect x="${x}" y="${y}" width="${width}" height="${height}" fill="#e9e2d4"/>${text}</svg>`
}
