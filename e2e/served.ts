import { type APIRequestContext, expect } from '@playwright/test'

/**
 * Waits until the storefront serves `path` with `text` in it. It serves a page from its cache for some seconds after a
 * change, and not every part of a page updates in the browser.
 */
export async function untilServed(request: APIRequestContext, path: string, text: string): Promise<void> {
  const served = async () => (await (await request.get(path)).text()).includes(text)
  await expect.poll(served, { message: `${path} is served with ${text}` }).toBe(true)
}
