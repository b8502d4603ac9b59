import { expect, type Page } from '@playwright/test'

/** Least height and width of the area that takes a press. */
const TARGET_PX_MIN = 44

/**
 * Fails unless the page fits the width of the window and every link, button and field takes a press on 44 × 44 px.
 * @param inText selector of links within a sentence, which are as large as their words
 */
export async function expectFits(page: Page, screen: string, inText = 'p a:not(.alone)'): Promise<void> {
  // The shelf follows the window in a later frame.
  await expect.poll(() => beyond(page), { message: `${screen}: beyond the window` }).toEqual([])
  await expect.poll(() => smallTargets(page, inText), { message: `${screen}: small targets` }).toEqual([])
}

/** If the page scrolls sideways, the elements that make it. */
const beyond = (page: Page): Promise<string[]> =>
  page.evaluate(() => {
    if (document.documentElement.scrollWidth <= innerWidth) return []
    const wide = [...document.querySelectorAll('body *')].filter(
      (one) => one.getBoundingClientRect().right > innerWidth,
    )
    return [`${document.documentElement.scrollWidth} px`, ...wide.map((one) => one.outerHTML.slice(0, 120))]
  })

const smallTargets = (page: Page, inText: string): Promise<string[]> =>
  page.evaluate(
    ([least, inText]) => {
      // Behind a modal dialog nothing takes a press.
      const shown = document.querySelector('dialog:modal') ?? document
      const reach = least / 2 - 1
      const isSmall = (control: HTMLElement): boolean => {
        const target = (control.matches('[type="checkbox"], [type="radio"]') && control.closest('label')) || control
        target.scrollIntoView({ block: 'center', behavior: 'instant' })
        const { left, top, width, height } = target.getBoundingClientRect()
        const [x, y] = [left + width / 2, top + height / 2]
        const hits = (byX: number, byY: number) => target.contains(document.elementFromPoint(x + byX, y + byY))
        const isWide = width >= least || (hits(-reach, 0) && hits(reach, 0))
        const isHigh = height >= least || (hits(0, -reach) && hits(0, reach))
        return target.isConnected && !(isWide && isHigh)
      }
      return [...shown.querySelectorAll<HTMLElement>('a[href], button, summary, select, input, textarea')]
        .filter((control) => control.checkVisibility({ visibilityProperty: true }))
        .filter((control) => !control.matches(inText) && !control.closest('[inert], .skip'))
        .filter(isSmall)
        .map(({ tagName, textContent, ariaLabel }) => `${tagName.toLowerCase()} ${ariaLabel ?? textContent}`)
    },
    [TARGET_PX_MIN, inText] as const,
  )
