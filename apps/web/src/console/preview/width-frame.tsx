import { type ReactNode, useEffect, useRef, useState } from 'react'
import { createPortal } from 'react-dom'
import styles from './preview.module.css'

interface WidthFrameProps {
  title: string
  /** Of the page inside, in CSS pixels. */
  width: number
  height: number
  children: ReactNode
}

const STYLES = 'link[rel="stylesheet"], style'

/**
 * Renders its children as a page of a given width, scaled down to the place there is. The page is a frame of this document with the
 * same styles: nothing of it has an address.
 */
export function WidthFrame({ title, width, height, children }: WidthFrameProps) {
  const frame = useRef<HTMLIFrameElement>(null)
  const place = useRef<HTMLDivElement>(null)
  const [body, setBody] = useState<HTMLElement | null>(null)
  const [scale, setScale] = useState(1)
  useEffect(() => {
    const resized = new ResizeObserver(([entry]) => setScale(Math.min(1, (entry?.contentRect.width ?? width) / width)))
    if (place.current) resized.observe(place.current)
    return () => resized.disconnect()
  }, [width])
  useEffect(() => {
    const inside = frame.current?.contentDocument
    if (!inside) return
    const { lang, className } = document.documentElement
    Object.assign(inside.documentElement, { lang, className })
    const copy = () =>
      inside.head.replaceChildren(...Array.from(document.head.querySelectorAll(STYLES), (node) => node.cloneNode(true)))
    copy()
    // Styles of parts that load later.
    const added = new MutationObserver((changes) => {
      const isStyle = (node: Node) => node instanceof Element && node.matches(STYLES)
      if (changes.some(({ addedNodes }) => Array.from(addedNodes).some(isStyle))) copy()
    })
    added.observe(document.head, { childList: true })
    setBody(inside.body)
    return () => added.disconnect()
  }, [])
  return (
    <div ref={place} className={styles.frame} style={{ '--width': `${width}px`, height: height * scale } as object}>
      <iframe ref={frame} title={title} width={width} height={height} style={{ transform: `scale(${scale})` }} />
      {body && createPortal(children, body)}
    </div>
  )
}
