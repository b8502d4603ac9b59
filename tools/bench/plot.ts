import type { Series } from './series.ts'

const ROW = 30
const GAP = 18
const LABEL = 150
const BAR = 560
const RIGHT = 110
const TOP = 46
const COLOURS = ['#b5532c', '#3c6e71', '#8a7a5c', '#5b5f97']

const escaped = (text: string): string => text.replace(/[&<>]/g, (sign) => `&#${sign.codePointAt(0)};`)

/** Bar chart of operations per second as SVG, by scenario and target. */
export function plot(results: readonly { name: string; series: readonly Series[] }[], caption: string): string {
  const names = [...new Set(results.flatMap(({ series }) => series.map((each) => each.name)))]
  const most = Math.max(...results.flatMap(({ series }) => series.map((each) => each.perSecond.median)))
  const group = ROW * results.length + GAP
  const height = TOP + names.length * group + 40
  const bars = names.flatMap((name, i) =>
    results.flatMap((result, j) => {
      const series = result.series.find((each) => each.name === name)
      if (!series) return []
      const y = TOP + i * group + j * ROW
      const { median, least, most: top } = series.perSecond
      const x = (value: number) => (LABEL + (value / most) * BAR).toFixed(1)
      const label = j === 0 ? `<text x="${LABEL - 10}" y="${y + 19}" text-anchor="end">${escaped(name)}</text>` : ''
      return [
        `${label}<rect x="${LABEL}" y="${y + 4}" width="${((median / most) * BAR).toFixed(1)}" height="${ROW - 8}" fill="${COLOURS[j % COLOURS.length]}"/>`,
        `<path d="M${x(least)} ${y + ROW / 2}H${x(top)}" stroke="#2a2522" stroke-width="1.5"/>`,
        `<text x="${Number(x(Math.max(median, top))) + 8}" y="${y + 19}">${Math.round(median).toLocaleString('en')}</text>`,
      ]
    }),
  )
  const legend = results.map(({ name }, j) => {
    const x = LABEL + j * 260
    return `<rect x="${x}" y="14" width="12" height="12" fill="${COLOURS[j % COLOURS.length]}"/><text x="${x + 18}" y="25">${escaped(name)}</text>`
  })
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${LABEL + BAR + RIGHT}" height="${height}" font-family="system-ui, sans-serif" font-size="14" fill="#2a2522" role="img">
<title>${escaped(caption)}</title>
<rect width="100%" height="100%" fill="#f7f2ea"/>
${[...legend, ...bars].join('\n')}
<text x="${LABEL}" y="${height - 16}" font-size="12" fill="#6b6259">${escaped(caption)}</text>
</svg>
`
}
