import type { ItemView } from '@hourglass/core/contract'
import { expect, type Locator } from '@playwright/test'
import { Shopper } from './shopper.ts'

/** A shopper with a cart. */
export class CartShopper extends Shopper {
  line(item: Pick<ItemView, 'id'>): Locator {
    return this.page.locator(`li[data-item="${item.id}"]`)
  }

  /** Adds units of an item to the cart on the item's page. */
  async adds(item: Pick<ItemView, 'id' | 'name'>, quantity = 1): Promise<void> {
    await this.page.goto(`/items/${item.id}`)
    await expect(this.count).toHaveAttribute('data-cart', /^\d+$/)
    const before = Number(await this.count.getAttribute('data-cart'))
    for (let units = 1; units < quantity; units++)
      await this.page.getByRole('button', { name: `Increase quantity of ${item.name}` }).click()
    await this.page.getByRole('button', { name: 'Add to cart' }).click()
    await expect(this.page.getByText('Added to cart.')).toBeVisible()
    await expect(this.count).toHaveAttribute('data-cart', String(before + quantity))
  }

  get count(): Locator {
    return this.page.locator('[data-cart]')
  }

  async opensCart(): Promise<void> {
    await this.page.goto('/cart')
  }

  /** Orders the lines of the only sale in the cart. @returns the order's id */
  async orders(): Promise<string> {
    await this.page.getByRole('button', { name: /^Order/ }).click()
    await this.page.waitForURL(/\/orders\/[\da-f-]{36}$/)
    return new URL(this.page.url()).pathname.split('/').at(-1) ?? ''
  }

  get status(): Locator {
    return this.page.locator('[data-status]')
  }
}
