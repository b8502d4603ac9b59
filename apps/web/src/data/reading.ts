import type { RefusalCode } from '@hourglass/core/contract'
import { TRPCClientError } from '@trpc/client'
import { config } from '../config'
import { type Api, pageApi } from './client'
import { troubleOf } from './problem'

/** The result of a read: the value, not found, or no response. */
export type Reading<T> = { is: 'found'; value: T } | { is: 'missing' } | { is: 'unavailable' }

const MISSING: readonly RefusalCode[] = ['sale_not_found', 'item_not_found', 'invalid_request']

/** @throws errors that do not come from the API */
export async function read<T>(ask: (api: Api) => Promise<T>): Promise<Reading<T>> {
  try {
    return { is: 'found', value: await ask(pageApi(config())) }
  } catch (error) {
    if (!(error instanceof TRPCClientError)) throw error
    const trouble = troubleOf(error)
    return trouble !== 'connection_lost' && MISSING.some((code) => code === trouble.code)
      ? { is: 'missing' }
      : { is: 'unavailable' }
  }
}
