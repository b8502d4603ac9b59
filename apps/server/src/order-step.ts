import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { OrderStep } from '@hourglass/core/operations'

/**
 * The step that decides orders: the default export of the module at `path`, from the working directory on; none: every order is
 * approved. @throws Error that says what is wrong with the module
 */
export async function loadOrderStep(path: string | undefined): Promise<OrderStep | undefined> {
  if (path === undefined) return undefined
  const module: { default?: unknown } = await import(pathToFileURL(resolve(path)).href).catch((error: Error) => {
    throw new Error(`ORDER_STEP cannot be loaded from ${path}: ${error.message}`)
  })
  if (typeof module.default !== 'function') throw new Error(`ORDER_STEP: ${path} must export a function as its default`)
  return module.default as OrderStep
}
