import { useEffect, useRef } from 'react'
import { queueWords } from '../words/queue'
import { createHourglass } from './paint-hourglass'
import styles from './waiting-room.module.css'

interface HourglassProps {
  joined: number
  admitted: number
  /** Of the shopper; null: no place, or it is not drawn. */
  ahead: number | null
}

/** The people in the queue as grains in an hourglass. The shopper's grain has the accent colour. */
export function Hourglass({ joined, admitted, ahead }: HourglassProps) {
  const canvas = useRef<HTMLCanvasElement>(null)
  const painter = useRef<ReturnType<typeof createHourglass>>(null)
  useEffect(() => {
    const { current: element } = canvas
    if (!element) return
    const still = matchMedia('(prefers-reduced-motion: reduce)').matches
    const made = createHourglass(element, still)
    painter.current = made
    const sizes = new ResizeObserver(made.resize)
    sizes.observe(element)
    const theme = matchMedia('(prefers-color-scheme: dark)')
    theme.addEventListener('change', made.repaint)
    return () => {
      painter.current = null
      sizes.disconnect()
      theme.removeEventListener('change', made.repaint)
      made.stop()
    }
  }, [])
  useEffect(() => painter.current?.show({ joined, admitted, ahead }), [joined, admitted, ahead])
  return (
    <canvas
      ref={canvas}
      className={styles.hourglass}
      role="img"
      aria-label={queueWords.picture(Math.max(0, joined - admitted), admitted)}
    />
  )
}
