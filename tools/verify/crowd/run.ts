import { writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Fleet, startFleet } from '../../harness/fleet.ts'
import { number } from '../../harness/numbers.ts'
import { showProgress } from '../../harness/progress.ts'
import { openStores, type Stores } from '../../harness/stores.ts'
import { ToolError } from '../../harness/tool-error.ts'
import { injectDuring, killRedis, killServer, repeat } from '../inject.ts'
import { judge } from '../judge/judge.ts'
import { judgePayments, type PaidEvidence } from '../judge/payments.ts'
import { shopUntilSold } from './crowd.ts'
import { openFloor, readEvidence, serverEnv, unitsOf } from './floor.ts'
import type { Options } from './options.ts'
import { PAYING_ENV, payUntilStopped } from './payers.ts'
import { expiryText, memoryRow, moneyRow, promisesTable, requestsTable, row } from './report.ts'

/** One run, from empty stores to the findings. @returns whether every guarantee held */
export async function run(options: Options): Promise<boolean> {
  const stores = await openStores(process.env)
  try {
    if (options.killRedis !== undefined && !stores.redis)
      throw new ToolError('--kill-redis requires a Redis started by this command: unset DATABASE_URL and REDIS_URL.')
    const fleet = await startFleet(stores, {
      ...options,
      env: { ...serverEnv(options.seed), ...(options.payers > 0 && PAYING_ENV) },
    })
    try {
      return await sellEverything(stores, fleet, options)
    } finally {
      await fleet.stop()
    }
  } finally {
    await stores.stop()
  }
}

async function sellEverything(stores: Stores, fleet: Fleet, options: Options): Promise<boolean> {
  const { seed } = options
  const { servers } = fleet
  const floor = await openFloor(servers, options)
  const { calls, sender, offers } = floor
  const shops = offers.map((offer) => {
    return `sale ${offer.saleId} of ${number(offer.items.length)} items and ${number(unitsOf(offer))} units`
  })
  console.log(`${servers.length} servers, Redis ${stores.redisKind}, seed ${seed}, ${shops.join(', ')}\n`)
  const paying =
    options.payers > 0 ? `, and ${number(options.payers)} payers at a time in a sale that takes payment` : ''
  console.log(
    `${number(options.buyers)} buyers, ${number(options.tries)} attempts, then until everything is sold${paying}`,
  )

  for (const server of servers) server.residentMb = undefined
  const progress = showProgress(() => `${number(calls.all.length)} responses`)
  let paid: PaidEvidence | undefined
  const { soldOut, injected, seconds } = await injectDuring({
    seed,
    async crowd() {
      const done = new AbortController()
      const payers = { fleet, sender, seed, count: options.payers }
      const paying = options.payers > 0 ? payUntilStopped(payers, done.signal) : undefined
      const soldOut = await shopUntilSold({ ...options, ...floor }).finally(() => done.abort())
      paid = await paying
      return soldOut
    },
    async inject(injection) {
      const every = (pause: number | undefined, kill: () => Promise<void>) =>
        pause === undefined ? 0 : repeat(pause * 1_000, injection, kill)
      const [serverKills, redisKills] = await Promise.all([
        every(options.killServer, () => killServer(servers, injection.random)),
        every(options.killRedis, async () => stores.redis && (await killRedis(stores.redis))),
      ])
      return { serverKills, redisKills }
    },
  }).finally(() => progress.end())
  for (const server of servers) server.sampleMemory()
  if (!soldOut) console.log('  The sales did not sell out in time.')

  const evidence = await readEvidence(stores, floor, seed)
  const { sales } = evidence
  const payments = paid && (await judgePayments(stores, paid))
  const findings = [...judge(evidence), ...(payments?.findings ?? [])]
  const broken = findings.filter((finding) => finding.broken.length > 0)
  const sold = sales.map(({ ledger }, i) => {
    const offer = offers[i]
    return `${number(ledger.lines.length)} of ${number(offer ? unitsOf(offer) : 0)} in sale ${ledger.id}`
  })
  console.log(`${requestsTable(calls.all, seconds)}\n`)
  console.log(
    [
      row('sold', sold.join(', ')),
      row('time', `${seconds.toFixed(1)} s, ${number(Math.round(calls.all.length / seconds))} requests per second`),
      row('attempts stored', number(evidence.attempts.length)),
      row('killed', `servers ${injected.serverKills}×, Redis ${injected.redisKills}×`),
      row('no response', `abandoned ${number(sender.walkedAway)}, retries exhausted ${number(sender.gaveUp)}`),
      row('holds expired', expiryText(sales.map((sale) => sale.ledger))),
      ...(payments ? [moneyRow(payments.money)] : []),
      ...memoryRow(servers),
      row('guarantees', `${findings.length - broken.length} held, ${broken.length} broken`),
    ].join('\n'),
  )
  console.log(`\n${promisesTable(findings)}`)
  const kept = broken.length === 0
  if (options.journal !== undefined || !kept) {
    const file = options.journal ?? journalFile(`crowd-${options.preset}-${seed}`)
    writeJournal(file, calls.all, fleet)
  }
  return kept
}

export const journalFile = (name: string): string => join(tmpdir(), `hourglass-${name}-${process.pid}.jsonl`)

/** Writes all requests and responses as JSON lines, followed by the servers' logs. */
export function writeJournal(file: string, calls: readonly unknown[], { servers }: Pick<Fleet, 'servers'>): void {
  const logs = servers.flatMap((server) => server.lines.map((log) => ({ log })))
  writeFileSync(file, `${[...calls, ...logs].map((each) => JSON.stringify(each)).join('\n')}\n`)
  console.log(`\n  Journal: ${file}`)
}
