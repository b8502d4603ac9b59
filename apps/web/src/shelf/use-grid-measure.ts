import { type RefObject, useLayoutEffect, useState } from 'react'

/** Before it is measured: what a desktop has. */
const UNKNOWN = { columns: 4, rowHeight: 480, top: 0 }

/** How many columns CSS gives a grid, how high one of its rows is with its gap, and where in the page it begins, in CSS pixels. */
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
