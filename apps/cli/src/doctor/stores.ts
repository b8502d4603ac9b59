import { placeOf, readPostgresFacts, readRedisFacts, reasonOf } from '@hourglass/stack'
import { danger, type Finding, ok, warning } from './finding.ts'

/** Maximum clock skew: the opening time of a sale is shown to the second. */
const CLOCKS_APART_MS_MAX = 1_000

/** A store's clock: its offset from the local clock and the measurement error, in milliseconds. */
interface Clock {
  name: string
  aheadMs: number
  withinMs: number
}

interface StoreCheck {
  findings: Finding[]
  clocks: Clock[]
}

export async function checkPostgres(url: string): Promise<StoreCheck> {
  const began = Date.now()
  try {
    const { version, tooOld, off, now } = await readPostgresFacts(url)
    const clocks = [clock('PostgreSQL', now, began)]
    const findings = [ok('PostgreSQL', `${version} at ${placeOf(url)}`)]
    if (tooOld) findings[0] = danger('PostgreSQL', `${version} at ${placeOf(url)}`, 'Hourglass needs 15 or later.')
    findings.push(
      off.length > 0
        ? danger(
            'durability',
            `${off.join(' and ')} off: a crash may lose committed sales`,
            `Turn ${off.join(' and ')} on.`,
          )
        : ok('durability', 'fsync, full_page_writes and synchronous_commit are on'),
    )
    return { findings, clocks }
  } catch (error) {
    const message = `no answer from ${placeOf(url)}: ${reasonOf(error)}`
    return {
      findings: [danger('PostgreSQL', message, 'Start it, or correct DATABASE_URL. Nothing can be sold without it.')],
      clocks: [],
    }
  }
}

export async function checkRedis(url: string): Promise<StoreCheck> {
  const began = Date.now()
  try {
    const { version, maxmemoryPolicy, now } = await readRedisFacts(url)
    const policy = `maxmemory-policy is ${maxmemoryPolicy}`
    return {
      clocks: [clock('Redis', now, began)],
      findings: [
        ok('Redis', `${version} at ${placeOf(url)}`),
        maxmemoryPolicy === 'noeviction'
          ? ok('eviction', policy)
          : danger('eviction', `${policy}: Redis may evict keys of the gate`, 'Set it to noeviction.'),
      ],
    }
  } catch (error) {
    const message = `no answer from ${placeOf(url)}: ${reasonOf(error)}`
    const remedy = 'Start it, or correct REDIS_URL. Without Redis, sales continue on the ledger alone, more slowly.'
    return { findings: [warning('Redis', message, remedy)], clocks: [] }
  }
}

/** The server read its clock at some point between `began` and now. */
function clock(name: string, time: number, began: number): Clock {
  const withinMs = (Date.now() - began) / 2
  return { name, aheadMs: time - began - withinMs, withinMs }
}

export function checkClocks(clocks: Clock[]): Finding {
  const offsets = clocks.map(
    ({ name, aheadMs }) => `${name} ${Math.round(Math.abs(aheadMs))} ms ${aheadMs < 0 ? 'behind' : 'ahead'}`,
  )
  const known = [{ aheadMs: 0, withinMs: 0 }, ...clocks]
  const apart = known.flatMap((a) => known.map((b) => Math.abs(a.aheadMs - b.aheadMs) - a.withinMs - b.withinMs))
  if (Math.max(...apart) <= CLOCKS_APART_MS_MAX) return ok('clocks', offsets.join(', ') || 'no store to compare with')
  return warning(
    'clocks',
    offsets.join(', '),
    'Synchronize them with NTP: gate and ledger open and close sales by their own clocks.',
  )
}
