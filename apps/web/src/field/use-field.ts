import type { FieldOrder } from '@hourglass/core/catalog'
import type { PositionedStates } from '@hourglass/core/contract'
import { useRouter } from 'next/navigation'
import { type KeyboardEvent, useCallback, useEffect, useRef, useState } from 'react'
import { useBuying } from '../buying/use-buying'
import type { UnsealedSale } from '../catalogue/item-cache'
import { useSaleItems } from '../catalogue/use-sale-items'
import { pageLoaded } from '../shop/page-loaded'
import { useShop } from '../shop/shop'
import type { Gestures } from './gestures'
import type { stepOf } from './keys'
import type { Painter } from './painter'
import { useInView } from './use-in-view'
import {
  cellAt,
  columnsOf,
  middleOf,
  moved,
  type Point,
  showing,
  stepped,
  type View,
  WHOLE,
  zoomed,
  zoomMax,
} from './view'

const KEY_ZOOM = 1.6
/** A higher pixel ratio adds no visible detail. */
const RATIO_MAX = 2
const MIDDLE: Point = { x: 0.5, y: 0.5 }

/** The live canvas of the field, its view, and the item in view. */
export function useField(sale: UnsealedSale, given: PositionedStates) {
  const { live, matches, apiOrigin } = useShop()
  const { owned } = useBuying()
  const router = useRouter()
  const items = useSaleItems(sale)
  const canvas = useRef<HTMLCanvasElement>(null)
  const surface = useRef<HTMLDivElement>(null)
  const painter = useRef<Painter>(null)
  const stepFor = useRef<typeof stepOf>(null)
  /** Known once the canvas is drawn. */
  const [order, setOrder] = useState<FieldOrder | null>(null)
  const [handled, setHandled] = useState(false)
  const [view, setView] = useState(WHOLE)
  /** The selected cell. */
  const [at, setAt] = useState<number | null>(null)
  const columns = columnsOf(sale.items_count)
  const now = useRef({ view, at })
  now.current = { view, at }
  const itemAt = useCallback((cell: number | null) => (cell === null ? null : (order?.itemAt[cell] ?? null)), [order])
  const open = useCallback(
    (cell: number) => {
      const position = itemAt(cell)
      if (position !== null) router.push(`/items/${sale.first_item_id + position}`)
    },
    [router, sale, itemAt],
  )

  useEffect(() => {
    const { current: element } = canvas
    const { current: box } = surface
    if (!items || !element || !box) return
    live.begin(given)
    const stops: (() => void)[] = []
    let mounted = true
    void import('./painter').then(({ createPainter, fieldOrderOf }) => {
      if (!mounted) return
      const sorted = fieldOrderOf(sale, items)
      const made = createPainter(element, {
        items,
        order: sorted,
        states: () => live.states(sale.id),
        pictureUrl: (position) => `${apiOrigin}/v1/items/${sale.first_item_id + position}/image.svg`,
        still: matchMedia('(prefers-reduced-motion: reduce)').matches,
      })
      painter.current = made
      const sizes = new ResizeObserver(() => made.resize(box.clientWidth, Math.min(devicePixelRatio, RATIO_MAX)))
      sizes.observe(box)
      const theme = matchMedia('(prefers-color-scheme: dark)')
      theme.addEventListener('change', made.repaint)
      const match = () => made.match(matches.of(sale.id))
      match()
      stops.push(
        live.subscribeStates(made.changed),
        matches.subscribe(match),
        () => sizes.disconnect(),
        () => theme.removeEventListener('change', made.repaint),
        made.stop,
      )
      setOrder(sorted)
    })
    return () => {
      mounted = false
      painter.current = null
      for (const stop of stops) stop()
    }
  }, [items, live, matches, given, sale, apiOrigin])

  useEffect(() => painter.current?.look(view), [view])
  useEffect(() => {
    if (order) painter.current?.own(new Set([...owned].map((id) => id - sale.first_item_id)))
  }, [owned, order, sale])
  useEffect(() => {
    const { current: box } = surface
    if (!box) return
    const point = (place: Point) => cellAt(now.current.view, place, { columns, count: sale.items_count })
    const gestures: Gestures = {
      isNear: () => now.current.view.zoom > 1,
      hover: (place) => setAt(point(place)),
      tap(place, byTouch) {
        const cell = point(place)
        if (cell !== null && (!byTouch || cell === now.current.at)) open(cell)
        setAt(cell)
      },
      drag: (by) =>
        setView((last) => moved(last, { x: (by.x * columns) / last.zoom, y: (by.y * columns) / last.zoom }, columns)),
      zoom: (factor, place) => setView((last) => zoomed(last, factor, { at: place, columns })),
    }
    let stop = () => {}
    let mounted = true
    void pageLoaded()
      .then(() => import('./interaction'))
      .then(({ listenForGestures, stepOf }) => {
        if (!mounted) return
        stop = listenForGestures(box, gestures)
        stepFor.current = stepOf
        setHandled(true)
      })
    return () => {
      mounted = false
      stop()
    }
  }, [columns, sale.items_count, open])

  const zoomBy = (factor: number) =>
    setView((last) => {
      const middle = at === null || last.zoom > 1 ? MIDDLE : middleOf(at, columns)
      return stepped(last, factor, { at: middle, columns, side: surface.current?.clientWidth ?? 0 })
    })
  return {
    canvas,
    surface,
    view,
    columns,
    drawn: order !== null,
    live: order !== null && handled,
    at,
    zoomBy,
    isNearest: view.zoom >= zoomMax(columns),
    seen: useInView(sale, items, itemAt(at)),
    keys(event: KeyboardEvent) {
      const step = stepFor.current?.(event.key, { at, columns, count: sale.items_count })
      if (!step) return
      event.preventDefault()
      if (step.is === 'open' && at !== null) open(at)
      if (step.is === 'zoom') zoomBy(step.closer ? KEY_ZOOM : 1 / KEY_ZOOM)
      if (step.is === 'whole') setView(WHOLE)
      if (step.is === 'move') {
        setAt(step.to)
        setView((last: View) => showing(last, step.to, columns))
      }
    },
  }
}
