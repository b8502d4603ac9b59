import type { CDPSession, Page } from '@playwright/test'

interface Place {
  x: number
  y: number
}

/** Steps of one movement, so that it is continuous. */
const STEPS = 10

/** Touch input with any number of fingers. */
export class Fingers {
  readonly #session: CDPSession
  private constructor(session: CDPSession) {
    this.#session = session
  }

  static async on(page: Page): Promise<Fingers> {
    return new Fingers(await page.context().newCDPSession(page))
  }

  /** Puts fingers down, moves each from its first position to its second, and lifts them. */
  async move(...ways: readonly (readonly [from: Place, to: Place])[]): Promise<void> {
    await this.#touch(
      'touchStart',
      ways.map(([from]) => from),
    )
    for (let step = 1; step <= STEPS; step++) {
      const share = step / STEPS
      const between = (from: number, to: number) => from + share * (to - from)
      await this.#touch(
        'touchMove',
        ways.map(([from, to]) => ({ x: between(from.x, to.x), y: between(from.y, to.y) })),
      )
    }
    await this.#touch('touchEnd', [])
  }

  async #touch(type: 'touchStart' | 'touchMove' | 'touchEnd', places: Place[]): Promise<void> {
    const touchPoints = places.map((place, id) => ({ ...place, id }))
    await this.#session.send('Input.dispatchTouchEvent', { type, touchPoints })
  }
}
