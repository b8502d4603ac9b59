import { type RefObject, useLayoutEffect, useState } from 'react'

/** Desktop values, used before the first measurement. */
const UNKNOWN = { columns: 4, rowHeight: 480, top: 0 }

/** Columns of a CSS grid, the height of a row with its gap, and the grid's offset in the page, in CSS pixels. */
export function useGridMeasure(grid: RefObject<HTMLElement | null>): typeof UNKNOWN {
  const [measure, setMeasure] = useState(UNKNOWN)
  useLayoutEffect(() => {
    const { current: element } = grid
    if (!element) return
    const read = () => {
      const style = getComputedStyle(element)
      const columns = style.gridTemplateColumns.split(' ').length
      const card = element.firstElementChild?.getBoundingClientRect().height
      const rowHeight = card ? card + Number.parseFloat(style.rowGap) : UNKNOWN.rowHeight
      const top = element.getBoundingClientRect().top + scrollY
      setMeasure((last) =>
        last.columns === columns && last.rowHeight === rowHeight && last.top === top
          ? last
          : { columns, rowHeight, top },
      )
    }
    const sizes = new ResizeObserver(read)
    sizes.observe(document.body)
    read()
    return () => sizes.disconnect()
  }, [grid])
  return measure
}
