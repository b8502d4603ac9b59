import { placeOf, readPostgresFacts, readRedisFacts, reasonOf } from '@hourglass/stack'
import { danger, type Finding, look, ok } from './finding.ts'

/** Clocks may be this far apart: a sale's opening is told to the second. */
const CLOCKS_APART_MS_MAX = 1_000

/** A clock elsewhere: how far it is ahead of ours, and how well that is known, in milliseconds. */
interface Clock {
  name: string
  aheadMs: number
  withinMs: number
}

interface Asked {
  findings: Finding[]
  clocks: Clock[]
}

export async function checkPostgres(url: string): Promise<Asked> {
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
            `${off.join(' and ')} off: a sale that was promised may be forgotten`,
            `Turn ${off.join(' and ')} on.`,
          )
        : ok('durability', 'fsync, full_page_writes and synchronous_commit are on'),
    )
    return { findings, clocks }
  } catch (error) {
    const says = `no answer from ${placeOf(url)}: ${reasonOf(error)}`
    return {
      findings: [danger('PostgreSQL', says, 'Start it, or correct DATABASE_URL. Nothing can be sold.')],
      clocks: [],
    }
  }
}

export async function checkRedis(url: string): Promise<Asked> {
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
          : danger('eviction', `${policy}: parts of the gate may vanish`, 'Set it to noeviction.'),
      ],
    }
  } catch (error) {
    const says = `no answer from ${placeOf(url)}: ${reasonOf(error)}`
    const remedy = 'Start it, or correct REDIS_URL. The ledger sells alone meanwhile, more slowly.'
    return { findings: [look('Redis', says, remedy)], clocks: [] }
  }
}

/** Its time was read somewhere between the question and now. */
function clock(name: string, time: number, began: number): Clock {
  const withinMs = (Date.now() - began) / 2
  return { name, aheadMs: time - began - withinMs, withinMs }
}

export function checkClocks(clocks: Clock[]): Finding {
  const says = clocks.map(
    ({ name, aheadMs }) => `${name} ${Math.round(Math.abs(aheadMs))} ms ${aheadMs < 0 ? 'behind' : 'ahead'}`,
  )
  const known = [{ aheadMs: 0, withinMs: 0 }, ...clocks]
  const apart = known.flatMap((a) => known.map((b) => Math.abs(a.aheadMs - b.aheadMs) - a.withinMs - b.withinMs))
  if (Math.max(...apart) <= CLOCKS_APART_MS_MAX) return ok('clocks', says.join(', ') || 'no other clock to be asked')
  return look(
    'clocks',
    says.join(', '),
    'Have them set by NTP: gate and ledger open and close sales by their own clocks.',
  )
}
