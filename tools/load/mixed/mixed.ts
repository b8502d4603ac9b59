import { fileURLToPath } from 'node:url'
import { memoryRow, row } from '../report.ts'
import { hourlySale, type Scenario, type Stage, underFire, writeJournal } from '../scenario.ts'
import { Sender } from '../sender.ts'
import { settledBooks } from '../settled.ts'
import { number } from '../verdict.ts'
import { type Attempt, readMixed } from './books.ts'
import { Calls } from './calls.ts'
import { shopUntilSold } from './crowd.ts'
import { judgeMixed } from './judge.ts'
import { hourlyOffer, openMerchantSale } from './offer.ts'
import { isApproved, STEP_SEED } from './order-decision.ts'
import { expiryText, promisesTable, requestsTable } from './report.ts'
import { Shopper } from './shopper.ts'
import { HOLD_MS } from './visits.ts'

const ORDER_STEP = fileURLToPath(new URL('order-step.ts', import.meta.url))

/** The hourly sale and a merchant's at once, with everything one can do in them. */
export const mixed: Scenario = {
  env: ({ seed }) => ({
    HOLD_TTL: `${HOLD_MS}ms`,
    // What a killed server was deciding is taken over soon.
    ORDER_CLAIM: '2s',
    ORDER_STEP,
    [STEP_SEED]: `${seed}`,
  }),
  play,
}

async function play(stage: Stage): Promise<boolean> {
  const { stores, fleet, options } = stage
  const { seed } = options
  const calls = new Calls()
  const sender = new Sender(fleet.servers)
  const shopper = new Shopper(sender, calls)
  const offers = [hourlyOffer(await hourlySale(sender)), await openMerchantSale(sender, seed, options.merchantItems)]
  const units = offers.map(({ items }) => items.reduce((sum, item) => sum + item.stock, 0))
  const shops = offers.map(
    ({ saleId, items }, i) => `sale ${saleId} of ${number(items.length)} items and ${number(units[i] ?? 0)} units`,
  )
  console.log(`${fleet.servers.length} servers, Redis ${stores.redisKind}, seed ${seed}, ${shops.join(', ')}\n`)
  console.log(`${number(options.buyers)} buyers, ${number(options.tries)} tries, and on until both are sold out`)

  const crowd = { ...options, sender, shopper, offers }
  const line = () => `${number(calls.all.length)} requests answered`
  const { seconds, kills } = await underFire(stage, line, () => shopUntilSold(crowd))

  let attempts: Attempt[] = []
  const sales = await settledBooks(async () => {
    const read = await readMixed(
      stores,
      offers.map((offer) => offer.saleId),
    )
    attempts = read.attempts
    return read.sales
  })
  const findings = judgeMixed({ calls: calls.all, sales, attempts, isApproved: (id) => isApproved(seed, id) })
  const broken = findings.filter((finding) => finding.broken.length > 0)
  const sold = sales.map(
    ({ ledger }, i) => `${number(ledger.lines.length)} of ${number(units[i] ?? 0)} in sale ${ledger.id}`,
  )
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
