import { fileURLToPath } from 'node:url'
import { memoryRow, row } from '../sell-out/report.ts'
import { type Scenario, type Stage, underFire, writeJournal } from '../sell-out/scenario.ts'
import { number } from '../sell-out/verdict.ts'
import { shopUntilSold } from './crowd.ts'
import { openFloor, readEvidence, unitsOf } from './floor.ts'
import { judgeMixed } from './judge.ts'
import { STEP_SEED } from './order-decision.ts'
import { expiryText, promisesTable, requestsTable } from './report.ts'
import { HOLD_MS } from './visits.ts'

const ORDER_STEP = fileURLToPath(new URL('order-step.ts', import.meta.url))

/** The hourly sale and a merchant's at once, with everything one can do in them. */
export const mixed: Scenario = {
  env: ({ seed }) => mixedEnv(seed),
  play,
}

/** What the servers of a mixed floor are told. */
export function mixedEnv(seed: number): NodeJS.ProcessEnv {
  return {
    HOLD_TTL: `${HOLD_MS}ms`,
    // What a killed server was deciding is taken over soon.
    ORDER_CLAIM: '2s',
    ORDER_STEP,
    [STEP_SEED]: `${seed}`,
  }
}

async function play(stage: Stage): Promise<boolean> {
  const { stores, fleet, options } = stage
  const { seed } = options
  const floor = await openFloor(fleet.servers, options)
  const { calls, sender, offers } = floor
  const shops = offers.map((offer) => {
    return `sale ${offer.saleId} of ${number(offer.items.length)} items and ${number(unitsOf(offer))} units`
  })
  console.log(`${fleet.servers.length} servers, Redis ${stores.redisKind}, seed ${seed}, ${shops.join(', ')}\n`)
  console.log(`${number(options.buyers)} buyers, ${number(options.tries)} tries, and on until both are sold out`)

  const line = () => `${number(calls.all.length)} requests answered`
  const { seconds, kills } = await underFire(stage, line, () => shopUntilSold({ ...options, ...floor }))

  const evidence = await readEvidence(stores, floor, seed)
  const { sales } = evidence
  const findings = judgeMixed(evidence)
  const broken = findings.filter((finding) => finding.broken.length > 0)
  const sold = sales.map(({ ledger }, i) => {
    const offer = offers[i]
    return `${number(ledger.lines.length)} of ${number(offer ? unitsOf(offer) : 0)} in sale ${ledger.id}`
  })
  console.log(`${requestsTable(calls.all, seconds)}\n`)
  console.log(
    [
      row('sold', sold.join(', ')),
      row('time', `${seconds.toFixed(1)} s, ${number(Math.round(calls.all.length / seconds))} requests a second`),
      row('killed', `servers ${kills.server} times, Redis ${kills.redis} times`),
      row('without an answer', `walked away ${number(sender.walkedAway)}, given up ${number(sender.gaveUp)}`),
      row('holds expired', expiryText(sales.map((sale) => sale.ledger))),
      ...memoryRow(fleet.servers),
      row('promises', `${findings.length - broken.length} kept, ${broken.length} broken`),
    ].join('\n'),
  )
  console.log(`\n${promisesTable(findings)}`)
  writeJournal(calls.all, stage, broken.length === 0)
  return broken.length === 0
}
