import type { ItemView } from '@hourglass/core/contract'
import { expect, type Locator } from '@playwright/test'
import { Shopper } from './shopper.ts'

/** A shopper who reserves an item before buying it. */
export class Holder extends Shopper {
  get held(): Locator {
    return this.page.locator('[data-hold]')
  }

  get timeLeft(): Locator {
    return this.held.getByRole('timer')
  }

  /** Opens the item's page and waits for the live feed. */
  async open(item: Pick<ItemView, 'id'>): Promise<void> {
    await this.page.goto(`/items/${item.id}`)
    await this.seesLive()
  }

  async holds(): Promise<void> {
    await this.page.getByRole('button', { name: 'Hold', exact: true }).click()
    await expect(this.held).toHaveAttribute('data-hold', 'ACTIVE')
  }

  async confirmsHold(): Promise<void> {
    await this.held.getByRole('button', { name: /^Confirm for/ }).click()
  }

  async givesBack(): Promise<void> {
    await this.held.getByRole('button', { name: 'Release' }).click()
  }
}
