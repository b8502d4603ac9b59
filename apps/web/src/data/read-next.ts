import { type Reading, read } from './reading'

export interface Next {
  startsAt: string
  serverTime: string
}

/** When the next hourly sale begins. */
export function readNext(): Promise<Reading<Next>> {
  return read(async (api) => {
    const { next_starts_at, server_time } = await api.sales.active.query()
    return { startsAt: next_starts_at, serverTime: server_time }
  })
}
