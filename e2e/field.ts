import type { SaleView } from '@hourglass/core/contract'
import { expect, type Locator, type Page } from '@playwright/test'
import { addresses } from './addresses.ts'
import { orderOf } from './api.ts'

const { apiUrl } = addresses(process.env)

/** The state of a page's field: one character per item, `o` for available, `.` for sold, `?` for anything else. */
export async function shownField(page: Page, sale: SaleView): Promise<string> {
  const cells = Array.from(orderOf(sale).cellOf)
  return page.locator('[data-field] canvas').evaluate((canvas: HTMLCanvasElement, cells) => {
    const context = canvas.getContext('2d')
    const columns = Math.ceil(Math.sqrt(cells.length))
    const size = canvas.width / columns
    const pixels = context?.getImageData(0, 0, canvas.width, canvas.height).data ?? []
    const alpha = (x: number, y: number) => pixels[4 * (Math.floor(y) * canvas.width + Math.floor(x)) + 3] ?? 0
    const shown = cells.map((cell) => {
      const [x, y] = [((cell % columns) + 0.5) * size, (Math.floor(cell / columns) + 0.5) * size]
      const [middle, beside] = [alpha(x, y), alpha(x + 0.24 * size, y)]
      if (middle > 200 && beside > 200) return 'o'
      return beside < 60 ? '.' : '?'
    })
    return shown.join('')
  }, cells)
}

/** The same state according to the server. */
export async function servedField(saleId: number, count: number): Promise<string> {
  const response = await fetch(
    `${apiUrl}/trpc/sales.current?input=${encodeURIComponent(JSON.stringify({ id: saleId }))}`,
  )
  const { states } = (await response.json()).result.data as { states: { states: string } }
  const bytes = Buffer.from(states.states, 'base64')
  return Array.from({ length: count }, (_, at) => 'o?.'[((bytes[at >> 2] ?? 0) >> ((at & 3) * 2)) & 3]).join('')
}

/** Held grains are animated, so they are excluded. */
export const withoutHeld = (shown: string, served: string): string =>
  Array.from(shown, (character, at) => (served[at] === '?' ? '?' : character)).join('')

/** Position of the ring on a receipt's mark, in cells of the field from the top left corner. */
export async function markedCell(mark: Locator): Promise<{ x: number; y: number } | null> {
  const [ring, picture] = [await mark.locator('span').first().boundingBox(), await mark.locator('img').boundingBox()]
  if (!ring || !picture) return null
  const columns = await mark.locator('img').evaluate((image: HTMLImageElement) => image.naturalWidth)
  const cells = (from: number, to: number, side: number) => Math.floor((columns * (to - from)) / side)
  return {
    x: cells(picture.x, ring.x + ring.width / 2, picture.width),
    y: cells(picture.y, ring.y + ring.height / 2, picture.height),
  }
}

export async function fieldOf(page: Page): Promise<Locator> {
  await expect(page.locator('[data-field]')).toHaveAttribute('data-field', 'live')
  return page.getByRole('application', { name: /^The field/ })
}

/**
 * Number of visible cells with more than one color in the middle: a picture, not a grain. `across` is the number of cells per row.
 */
export async function picturedCells(page: Page, across: number): Promise<number> {
  const shot = await page.locator('[data-field] canvas').screenshot()
  const reader = await page.context().newPage()
  const cells = await reader.evaluate(
    async ([png, span]) => {
      const bytes = Uint8Array.from(atob(png), (char) => char.charCodeAt(0))
      const bitmap = await createImageBitmap(new Blob([bytes], { type: 'image/png' }))
      const context = new OffscreenCanvas(bitmap.width, bitmap.height).getContext('2d')
      if (!context) throw new Error('no canvas to read the picture on')
      context.drawImage(bitmap, 0, 0)
      const size = bitmap.width / span
      const side = Math.floor(size * 0.4)
      let pictured = 0
      for (let at = 0; at < span * span; at++) {
        const [x, y] = [((at % span) + 0.3) * size, (Math.floor(at / span) + 0.3) * size]
        const pixels = new Uint32Array(context.getImageData(Math.floor(x), Math.floor(y), side, side).data.buffer)
        if (new Set(pixels).size > 8) pictured++
      }
      return pictured
    },
    [shot.toString('base64'), across] as const,
  )
  await reader.close()
  return cells
}
