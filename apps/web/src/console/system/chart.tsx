import 'uplot/dist/uPlot.min.css'
import { useEffect, useRef } from 'react'
import type uPlot from 'uplot'
import styles from './chart.module.css'

const HEIGHT_PX = 176

export interface Series {
  name: string
  /** One value per time; null if there was nothing to measure. */
  values: readonly (number | null)[]
  /** Shown beside its name; by default the latest value. */
  says?: string
  /** The line style, so that lines differ without color. */
  line: 'full' | 'dashed' | 'dotted'
}

/** A moment that a chart marks. */
export interface Marker {
  /** Unix seconds. */
  at: number
  sign: string
}

interface ChartProps {
  title: string
  /** The unit of the vertical axis. */
  unit: string
  /** Unix seconds of each value. */
  times: readonly number[]
  series: readonly Series[]
  words: (value: number) => string
  /** The meaning of each sign of the markers. */
  signs?: Readonly<Record<string, string>>
  markers?: readonly Marker[]
  /** Whether a value is that of the time until the next one, and not of a moment. */
  steps?: boolean
}

const DASHES = { full: [], dashed: [6, 4], dotted: [1.5, 3.5] }
const INKS = { full: '--ink', dashed: '--soft', dotted: '--soft' }

/** A line chart. The latest values, or what `says` says, are shown as text above it. */
export default function Chart({ title, unit, times, series, words, signs, markers = [], steps = false }: ChartProps) {
  const place = useRef<HTMLDivElement>(null)
  const chart = useRef<uPlot>(null)
  const data = [times, ...series.map(({ values }) => values)] as uPlot.AlignedData
  const latest = useRef(data)
  latest.current = data
  const marked = useRef(markers)
  marked.current = markers
  const lines = series.map(({ name, line }) => `${name} ${line}`).join()

  // biome-ignore lint/correctness/useExhaustiveDependencies: what the lines are is in `lines`
  useEffect(() => {
    let gone = false
    const theme = matchMedia('(prefers-color-scheme: dark)')
    const draw = async () => {
      const { default: UPlot } = await import('uplot')
      if (gone || !place.current) return
      chart.current?.destroy()
      const paths = steps ? UPlot.paths.stepped?.({ align: 1 }) : undefined
      const options = optionsOf(place.current, { unit, series, steps, paths, markers: () => marked.current })
      chart.current = new UPlot(options, latest.current, place.current)
    }
    const resized = new ResizeObserver(([entry]) =>
      chart.current?.setSize({ width: entry?.contentRect.width ?? 0, height: HEIGHT_PX }),
    )
    if (place.current) resized.observe(place.current)
    theme.addEventListener('change', draw)
    void draw()
    return () => {
      gone = true
      theme.removeEventListener('change', draw)
      resized.disconnect()
      chart.current?.destroy()
      chart.current = null
    }
  }, [unit, lines, steps])
  useEffect(() => chart.current?.setData(latest.current))

  return (
    <figure className={styles.chart} aria-label={`${title}, ${unit}`}>
      <figcaption>
        <h3>{title}</h3>
        <ul>
          {series.map(({ name, values, line, says = lastWords(values, words) }) => (
            <li key={name} data-line={line}>
              {name} <strong>{says}</strong>
            </li>
          ))}
          {Object.entries(signs ?? {}).map(([sign, meaning]) => (
            <li key={sign} data-sign={sign}>
              {meaning}
            </li>
          ))}
        </ul>
      </figcaption>
      <div ref={place} className={styles.plot} aria-hidden="true" />
    </figure>
  )
}

function lastWords(values: readonly (number | null)[], words: (value: number) => string): string {
  const last = values.at(-1)
  return last === null || last === undefined ? '–' : words(last)
}

interface Drawn {
  unit: string
  series: readonly Series[]
  steps: boolean
  paths: uPlot.Series.PathBuilder | undefined
  markers: () => readonly Marker[]
}

function optionsOf(place: HTMLElement, { unit, series, steps, paths, markers }: Drawn): uPlot.Options {
  const style = getComputedStyle(place)
  const token = (name: string) => style.getPropertyValue(name)
  const ink = (name: string) => resolved(place, token(name))
  const axis = {
    stroke: ink('--soft'),
    grid: { stroke: ink('--line'), width: 1 },
    ticks: { show: false },
    font: `12px ${style.fontFamily}`,
    labelFont: `12px ${style.fontFamily}`,
  }
  return {
    width: place.clientWidth,
    height: HEIGHT_PX,
    padding: [steps ? 20 : 8, steps ? 20 : 8, 0, 0],
    hooks: { draw: [(chart) => drawMarkers(chart, markers(), { ink: ink('--ink'), line: ink('--edge-line') })] },
    legend: { show: false },
    cursor: { show: false },
    scales: { y: { range: (_chart, _least, most) => [0, Math.max(1, most * 1.15)] } },
    axes: [
      {
        ...axis,
        grid: { show: false },
        label: 'time of day',
        labelSize: 18,
        size: 28,
        space: 90,
        values: (_chart, at) => at.map((at.at(-1) ?? 0) - (at[0] ?? 0) > HOUR_S ? minuteWords : clockWords),
      },
      { ...axis, label: unit, labelSize: 18, size: 44, space: 34 },
    ],
    series: [
      {},
      ...series.map(({ name, line }) => ({
        label: name,
        stroke: ink(INKS[line]),
        width: line === 'full' ? 1.75 : 1.5,
        dash: DASHES[line],
        points: { show: false },
        ...(paths && { paths }),
      })),
    ],
  }
}

/** A canvas cannot resolve light-dark(), so the browser computes the color. */
function resolved(place: HTMLElement, colour: string): string {
  const probe = document.createElement('i')
  probe.style.color = colour
  place.append(probe)
  const found = getComputedStyle(probe).color
  probe.remove()
  return found
}

/** A line from top to bottom at each marker, with its sign above. */
function drawMarkers(
  { ctx, bbox, valToPos }: uPlot,
  markers: readonly Marker[],
  { ink, line }: { ink: string; line: string },
): void {
  ctx.save()
  ctx.font = `${11 * devicePixelRatio}px sans-serif`
  ctx.textAlign = 'center'
  ctx.fillStyle = ink
  ctx.strokeStyle = line
  ctx.lineWidth = devicePixelRatio
  // Those of the last series.
  ctx.setLineDash([])
  for (const { at, sign } of markers) {
    const x = Math.round(valToPos(at, 'x', true))
    if (x < bbox.left || x > bbox.left + bbox.width) continue
    ctx.fillText(sign, x, bbox.top - 5 * devicePixelRatio)
    ctx.beginPath()
    ctx.moveTo(x, bbox.top)
    ctx.lineTo(x, bbox.top + bbox.height)
    ctx.stroke()
  }
  ctx.restore()
}

const HOUR_S = 3_600
const clock = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', second: '2-digit' })
const clockWords = (seconds: number): string => clock.format(seconds * 1_000)
const minutes = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit' })
const minuteWords = (seconds: number): string => minutes.format(seconds * 1_000)
