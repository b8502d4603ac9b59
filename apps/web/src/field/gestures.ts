import type { Point } from './view'

/** A press that moves farther than this (CSS pixels) is not a tap. */
const TAP_PX = 8
const WHEEL_STEP = 1.0025

export interface Gestures {
  /** Whether the view is zoomed in, so that dragging moves it. */
  isNear(): boolean
  hover(at: Point): void
  /** `byTouch`: a finger, which cannot hover. */
  tap(at: Point, byTouch: boolean): void
  /** In fractions of the side. */
  drag(by: Point): void
  zoom(factor: number, at: Point): void
}

/** Handles mouse, touch and wheel over the field, in fractions of its side. @returns a function that stops it */
export function listenForGestures(surface: HTMLElement, on: Gestures): () => void {
  const stop = new AbortController()
  const fingers = new Map<number, Point>()
  let pressed: Point | null = null

  const placeOf = ({ clientX, clientY }: MouseEvent): Point => {
    const box = surface.getBoundingClientRect()
    return { x: (clientX - box.left) / box.width, y: (clientY - box.top) / box.height }
  }
  const spread = () => {
    const [a, b] = [...fingers.values()]
    return a && b ? { size: Math.hypot(a.x - b.x, a.y - b.y), at: { x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 } } : null
  }
  const isTap = (at: Point) =>
    pressed && Math.hypot(at.x - pressed.x, at.y - pressed.y) * surface.getBoundingClientRect().width < TAP_PX

  function press(event: PointerEvent): void {
    fingers.set(event.pointerId, placeOf(event))
    pressed = fingers.size === 1 ? placeOf(event) : null
  }
  function move(event: PointerEvent): void {
    const at = placeOf(event)
    const last = fingers.get(event.pointerId)
    if (!last) {
      if (event.pointerType === 'mouse' && event.target === surface) on.hover(at)
      return
    }
    const before = spread()
    if (!before && isTap(at)) return
    fingers.set(event.pointerId, at)
    const after = spread()
    if (before && after && before.size > 0) on.zoom(after.size / before.size, after.at)
    else if (on.isNear()) {
      pressed = null
      on.drag({ x: last.x - at.x, y: last.y - at.y })
    }
  }
  function release(event: PointerEvent): void {
    const at = placeOf(event)
    fingers.delete(event.pointerId)
    if (event.type === 'pointerup' && event.button === 0 && isTap(at)) on.tap(at, event.pointerType === 'touch')
    pressed = null
  }
  function wheel(event: WheelEvent): void {
    // The wheel scrolls the page. With Ctrl or Cmd, which a touchpad pinch also sends, it zooms.
    if (!event.ctrlKey && !event.metaKey) return
    event.preventDefault()
    on.zoom(WHEEL_STEP ** -event.deltaY, placeOf(event))
  }

  const { signal } = stop
  surface.addEventListener('pointerdown', press, { signal })
  addEventListener('pointermove', move, { signal })
  addEventListener('pointerup', release, { signal })
  addEventListener('pointercancel', release, { signal })
  surface.addEventListener('wheel', wheel, { signal, passive: false })
  return () => stop.abort()
}
