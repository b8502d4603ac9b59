import { expect, type Page, test } from '@playwright/test'
import { fieldOf, picturedCells } from '../field.ts'

const COLUMNS = 100
const ZOOM_MAX = 16

interface Drawn {
  /** Cells drawn as pictures. */
  pictures: number
  /** Full repaints of the canvas, and their maximum per frame. */
  repaints: number
  repaintsInFrame: number
}

/** Counts canvas draw calls. Runs before the page's scripts. */
function countDrawing() {
  const drawn = { pictures: 0, repaints: 0, repaintsInFrame: 0 }
  Object.assign(window, { drawn })
  const { drawImage, clearRect } = CanvasRenderingContext2D.prototype
  CanvasRenderingContext2D.prototype.drawImage = function (this: CanvasRenderingContext2D, ...given: unknown[]) {
    drawn.pictures++
    return Reflect.apply(drawImage, this, given)
  }
  let repaintsNow = 0
  CanvasRenderingContext2D.prototype.clearRect = function (x, y, width, height) {
    if (width === this.canvas.width) {
      drawn.repaints++
      repaintsNow++
      drawn.repaintsInFrame = Math.max(drawn.repaintsInFrame, repaintsNow)
      queueMicrotask(() => requestAnimationFrame(() => (repaintsNow = 0)))
    }
    return Reflect.apply(clearRect, this, [x, y, width, height])
  }
}

/** Draw calls since the last call of this function. */
const takeDrawn = (page: Page): Promise<Drawn> =>
  page.evaluate(() => {
    const { drawn } = window as unknown as { drawn: Drawn }
    const taken = { ...drawn }
    Object.assign(drawn, { pictures: 0, repaints: 0, repaintsInFrame: 0 })
    return taken
  })

/** Maximum number of visible cells, including partly visible ones. */
const inViewAt = (zoom: number): number => Math.min(COLUMNS, Math.ceil(COLUMNS / zoom) + 1) ** 2

for (const deviceScaleFactor of [1, 2, 3]) {
  for (const { size, viewport } of [
    { size: 'a desktop', viewport: { width: 1280, height: 900 } },
    { size: 'a phone', viewport: { width: 390, height: 844 } },
  ]) {
    const tag = deviceScaleFactor === 2 ? '@dpr2' : size === 'a phone' ? '@phone' : []
    test.describe(`on ${size} at device pixel ratio ${deviceScaleFactor}`, { tag }, () => {
      test.use({ viewport, deviceScaleFactor })

      test('at every zoom level the field loads and draws each visible picture once, then stops repainting', async ({
        page,
      }) => {
        const featured = new Set<string>()
        const asked: string[] = []
        page.on('request', (sent) => {
          const { pathname } = new URL(sent.url())
          if (pathname.endsWith('/image.svg')) asked.push(pathname)
        })
        await page.addInitScript(countDrawing)
        await page.goto('/')
        const field = await fieldOf(page)
        const canvas = field.locator('canvas')
        await field.scrollIntoViewIfNeeded()
        await expect(page.locator('li[aria-setsize] img').first()).toBeVisible()
        await expect(canvas).toHaveAttribute('data-pictures', 'none')
        for (const path of asked.splice(0)) featured.add(path)

        const closer = page.getByRole('button', { name: 'Zoom in' })
        for (let zoom = 1; zoom < ZOOM_MAX; ) {
          await takeDrawn(page)
          const already = asked.length
          await closer.click()
          await expect(field).not.toHaveAttribute('data-zoom', String(zoom))
          zoom = Number(await field.getAttribute('data-zoom'))
          await expect(canvas).toHaveAttribute('data-pictures', 'drawn')
          const { pictures, repaints, repaintsInFrame } = await takeDrawn(page)
          expect(asked.length - already, `requests at ${zoom}×`).toBeLessThanOrEqual(1.1 * inViewAt(zoom))
          expect(pictures, `pictures drawn at ${zoom}×`).toBeLessThanOrEqual(2 * inViewAt(zoom))
          expect(repaints, `repaints at ${zoom}×`).toBeLessThanOrEqual(2)
          expect(repaintsInFrame).toBeLessThanOrEqual(1)
        }
        // A picture shows more than its background color. Some of the 36 sampled points are between two pictures.
        expect(await picturedCells(page, 6)).toBeGreaterThan(24)
        await expect(closer).toBeDisabled()

        // Forty steps of the wheel in one go: only the last view is loaded.
        await page.getByRole('button', { name: 'Zoom out' }).click()
        const before = asked.length
        await field.hover()
        await page.keyboard.down('Control')
        for (let step = 0; step < 40; step++) await page.mouse.wheel(0, -100)
        await page.keyboard.up('Control')
        await expect(closer).toBeDisabled()
        await expect(canvas).toHaveAttribute('data-pictures', 'drawn')
        expect(asked.length - before).toBeLessThanOrEqual(1.1 * inViewAt(ZOOM_MAX))
        const ofField = asked.filter((path) => !featured.has(path))
        expect(new Set(ofField).size, 'each picture is requested once').toBe(ofField.length)
      })
    })
  }
}
