import { createPool } from '@hourglass/db'
import { Browser, signIn } from '../../harness/browser.ts'
import { concurrently } from '../../harness/concurrently.ts'
import { ToolError } from '../../harness/tool-error.ts'
import type { Bench, Scenario, Turn } from '../scenario.ts'

/** Browsers of each kind. */
const BROWSERS = 200
/** Browsers that are prepared concurrently. */
const PREPARING = 8
const CHECKOUT = '/trpc/checkout'

const guests: Scenario = {
  name: 'guests',
  what: `checkouts over tRPC from the browsers of ${BROWSERS} guests`,
  oursOnly: true,
  begin: (bench) => checkoutsOf(bench, makeGuests),
}

const accounts: Scenario = {
  name: 'accounts',
  what: `the same from the browsers of ${BROWSERS} accounts that are signed in`,
  oursOnly: true,
  ratioTo: 'guests',
  begin: (bench) => checkoutsOf(bench, signInAll),
}

async function checkoutsOf(
  bench: Bench,
  prepare: (bench: Bench, browsers: readonly Browser[]) => Promise<void>,
): Promise<Turn> {
  const { target, supply } = bench
  const browsers = Array.from({ length: BROWSERS }, () => new Browser())
  await prepare(bench, browsers)
  const sent = browsers.map(({ cookies }) => ({ cookie: cookies.header }))
  let asked = 0
  return {
    async one() {
      const headers = sent[asked++ % BROWSERS]
      const { status } = await target.client.send('POST', CHECKOUT, {
        ...(headers && { headers }),
        body: { id: supply.any().itemId },
      })
      return status === 200
    },
  }
}

/** A browser becomes a guest with its first change. @throws ToolError */
const makeGuests = ({ target }: Bench, browsers: readonly Browser[]): Promise<void> =>
  concurrently(PREPARING, browsers, async (browser) => {
    const { status } = await browser.send(target.origin, '/trpc/cart.clear', {})
    if (status !== 200) throw new ToolError(`Creating a guest failed with status ${status}.`)
  })

async function signInAll({ target }: Bench, browsers: readonly Browser[]): Promise<void> {
  const pool = createPool(target.databaseUrl ?? '', { max: PREPARING, name: 'hourglass-bench' })
  const read = async <Row extends object>(text: string, values: unknown[]) =>
    (await pool.query(text, values)).rows as Row[]
  try {
    await concurrently(PREPARING, [...browsers.entries()], ([index, browser]) =>
      signIn(browser, target.origin, read, `bench-${index}@example.com`),
    )
  } finally {
    await pool.end()
  }
}

export const checkouts = [guests, accounts]
