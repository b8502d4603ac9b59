import type { CheckoutView, ItemView } from '@hourglass/core/contract'
import { expect, type Locator, type Page } from '@playwright/test'
import type { PlacedItem } from './api.ts'

/** Items per page of a merchant sale. */
const PAGE_ITEMS = 24

/** A shopper with a sale open in a browser. */
export class Shopper {
  readonly page: Page
  readonly sheet: Locator
  /** The sheet's message, with its stage. */
  readonly answer: Locator
  constructor(page: Page) {
    this.page = page
    this.sheet = page.getByRole('dialog')
    this.answer = this.sheet.locator('[data-stage]')
  }

  /** Opens the page of the sale with the item and waits for the live feed. */
  async openAt(item: PlacedItem): Promise<void> {
    // A merchant sale is paginated; an hourly sale is searched.
    const page = 1 + Math.floor(item.position / PAGE_ITEMS)
    await this.page.goto(`/sales/${item.sale_id}?${new URLSearchParams({ search: item.name, page: String(page) })}`)
    await this.seesLive()
  }

  async seesLive(): Promise<void> {
    await expect(this.page.locator('[data-connection]')).toHaveAttribute('data-connection', 'live')
  }

  card(item: Pick<ItemView, 'name'>): Locator {
    const heading = this.page.getByRole('heading', { name: item.name, exact: true, includeHidden: true })
    return this.page.getByRole('listitem', { includeHidden: true }).filter({ has: heading })
  }

  /** Presses Buy on the card. @returns the checkout code */
  async checksOut(item: Pick<ItemView, 'name'>): Promise<string> {
    const answered = this.page.waitForResponse(/\/trpc\/checkout/)
    await this.card(item).getByRole('button').click()
    const { code } = (await (await answered).json()).result.data as CheckoutView
    await expect(this.answer).toHaveAttribute('data-stage', 'ready')
    return code
  }

  async confirms(): Promise<void> {
    await this.sheet.getByRole('button', { name: /^(Buy for|Reserve and pay)/ }).click()
  }

  /** The id of the order on the receipt. */
  async receives(item: Pick<ItemView, 'name'>): Promise<string> {
    await expect(this.answer).toHaveAttribute('data-stage', 'bought')
    await expect(this.answer).toContainText('It’s yours.')
    await expect(this.sheet).toContainText(item.name)
    const order = await this.sheet.locator('[data-receipt]').getAttribute('data-receipt')
    expect(order).toMatch(/^[\da-f-]{36}$/)
    await expect(this.answer).toContainText(/HG(-[0-9A-Z]{4}){3}/)
    return order ?? ''
  }
}
