import { type Context, openContext } from '@hourglass/core/operations'
import { startMigratedStores } from '@hourglass/db/testing'
import { until } from '@hourglass/stack/testing'

const quiet = { info() {}, warn() {}, error() {} }

/** Servers of one process on stores of their own: what is measured is gate and ledger, without HTTP. */
export interface Stand {
  servers: [Context, ...Context[]]
  stop(): Promise<void>
}

export async function createStand(count: 1 | 2, settings: Partial<Context['settings']> = {}): Promise<Stand> {
  const stores = await startMigratedStores({ ownPostgres: true })
  const open = Array.from({ length: count }, () =>
    openContext({
      databaseUrl: stores.databaseUrl,
      redisUrl: stores.redisUrl,
      log: quiet,
      settings: {
        ...{ saleItems: 10_000, salePeriodMs: 3_600_000, buyerLimit: 10, checkoutTtlMs: 900_000 },
        ...{ takeLeaseMs: 10_000, holdMs: 300_000, orderClaimMs: 30_000 },
        ...settings,
      },
    }),
  )
  for (const { ctx, begin } of open) {
    await begin()
    await until('the gate answers', () => ctx.gate.up)
  }
  return {
    servers: open.map(({ ctx }) => ctx) as [Context, ...Context[]],
    async stop() {
      await Promise.all(open.map(({ close }) => close()))
      await stores.stop()
    },
  }
}

/** Runs `work` for 0 … count − 1, so many at once. @returns seconds */
export async function timed(count: number, atOnce: number, work: (i: number) => Promise<unknown>): Promise<number> {
  const began = performance.now()
  let next = 0
  await Promise.all(
    Array.from({ length: atOnce }, async () => {
      for (let i = next++; i < count; i = next++) await work(i)
    }),
  )
  return (performance.now() - began) / 1_000
}

/** The value of a yes. @throws Error for a refusal: nothing that is measured may be refused */
export function yes<T>(outcome: { ok: true; value: T } | { ok: false; code: string }): T {
  if (!outcome.ok) throw new Error(`refused: ${outcome.code}`)
  return outcome.value
}
