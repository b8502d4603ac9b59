import { type Grains, glassFor, grainsOf, type Spot } from './grains'

/** How long a grain falls, and most grains that fall at once. */
const FALL_MS = 700
const FALLING_MAX = 40
/** Radius of a grain, in grain widths. */
const RADIUS = 0.42
const OWN_RADIUS = 0.62
const RING_WIDTH = 0.16
const OUTLINE_WIDTH = 0.14
const OUTLINE_ALPHA = 0.35
const RATIO_MAX = 2
const TURN = 2 * Math.PI

interface Falling {
  began: number
  to: Spot
}

/** Draws an hourglass of grains. `still`: nothing moves. */
export function createHourglass(canvas: HTMLCanvasElement, still: boolean) {
  const context = canvas.getContext('2d')
  let shown: Grains = { above: 0, below: 0, own: null }
  let glass = glassFor(0)
  let isKnown = false
  let falling: Falling[] = []
  let frame = 0

  const repaint = () => {
    frame ||= requestAnimationFrame(paint)
  }

  function paint(now: number): void {
    frame = 0
    if (!context) return
    const { width, height } = canvas
    const size = Math.min(width / glass.width, height / glass.height)
    const style = getComputedStyle(canvas)
    const [ink, accent] = [style.color, style.accentColor]
    const at = ({ x, y }: Spot) => [width / 2 + x * size, height / 2 + y * size] as const
    const disc = (spot: Spot, radius: number) => {
      const [x, y] = at(spot)
      context.beginPath()
      context.arc(x, y, radius * size, 0, TURN)
    }
    context.clearRect(0, 0, width, height)
    context.globalAlpha = OUTLINE_ALPHA
    context.strokeStyle = ink
    context.lineWidth = Math.max(1, OUTLINE_WIDTH * size)
    context.lineJoin = 'round'
    context.beginPath()
    for (const [x, y] of glass.outline.map(at)) context.lineTo(x, y)
    context.closePath()
    context.stroke()
    context.fillStyle = ink
    falling = falling.filter(({ began }) => now - began < FALL_MS)
    const landed = Math.max(0, shown.below - falling.length)
    context.globalAlpha = 0.32
    for (const spot of glass.below.slice(0, landed)) {
      disc(spot, RADIUS)
      context.fill()
    }
    context.globalAlpha = 0.86
    for (const [i, spot] of glass.above.slice(0, shown.above).entries()) {
      if (i === shown.own) continue
      disc(spot, RADIUS)
      context.fill()
    }
    context.globalAlpha = 0.6
    for (const { began, to } of falling) {
      const share = Math.max(0, (now - began) / FALL_MS)
      disc({ x: to.x * share ** 3, y: to.y * share ** 2 }, RADIUS)
      context.fill()
    }
    context.globalAlpha = 1
    const own = shown.own === null ? undefined : glass.above[shown.own]
    if (own) {
      context.fillStyle = accent
      disc(own, OWN_RADIUS)
      context.fill()
      context.strokeStyle = ink
      context.lineWidth = RING_WIDTH * size
      disc(own, OWN_RADIUS + RING_WIDTH)
      context.stroke()
    }
    if (falling.length > 0) repaint()
  }

  return {
    show(queue: Parameters<typeof grainsOf>[0]): void {
      const next = grainsOf(queue)
      const came = next.below - shown.below
      glass = glassFor(next.above + next.below)
      if (isKnown && !still && came > 0 && !document.hidden) {
        const began = performance.now()
        const count = Math.min(came, FALLING_MAX)
        for (const [i, to] of glass.below.slice(Math.max(0, next.below - count), next.below).entries())
          falling.push({ began: began + (i / count) * FALL_MS, to })
      }
      shown = next
      isKnown = true
      canvas.dataset.grains = `${next.above} ${next.below} ${next.own ?? ''}`
      repaint()
    },
    resize(): void {
      const ratio = Math.min(devicePixelRatio, RATIO_MAX)
      canvas.width = Math.round(canvas.clientWidth * ratio)
      canvas.height = Math.round(canvas.clientHeight * ratio)
      repaint()
    },
    repaint,
    stop: () => cancelAnimationFrame(frame),
  }
}
