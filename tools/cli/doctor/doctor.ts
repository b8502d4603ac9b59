import { redisNodes } from '@hourglass/core/redis'
import type { Command } from '../command.ts'
import type { CommandStores } from '../stores.ts'
import { columns } from '../table.ts'
import { danger, type Finding } from './finding.ts'
import { checkBacklog, checkGates, checkMigrations, checkNextSale } from './shop-checks.ts'
import { checkClocks, checkPostgres, checkRedis } from './stores.ts'
import { checkPooler, checkReplica } from './ways.ts'

const MARKS = { ok: '✓', look: '!', danger: '✗' }

/** Is all well: one line a check, and what to do about it. */
export const doctor: Command = {
  takes: '',
  summary: 'Looks at stores, settings, clocks, migrations, gates, the next sale and what waits; ✗ is exit code 1',
  async run(shop) {
    const findings = await examine(shop)
    const ill = findings.filter(({ state }) => state === 'danger').length
    const lines = columns(findings.map(({ state, check, says }) => [MARKS[state], check, says])).flatMap((line, i) => {
      const remedy = findings[i]?.remedy
      return remedy ? [line, `   → ${remedy}`] : [line]
    })
    const verdict =
      ill === 0
        ? 'No promise is in danger.'
        : `${ill} ${ill === 1 ? 'finding endangers' : 'findings endanger'} what is promised.`
    return { value: { ok: ill === 0, findings }, lines: [...lines, '', verdict], code: ill === 0 ? 0 : 1 }
  },
}

async function examine(shop: CommandStores): Promise<Finding[]> {
  const postgres = await checkPostgres(shop.databaseUrl)
  const redisUrl = await shop.redisUrl().catch(() => undefined)
  const none = danger('Redis', 'none runs here, and none is named', 'Name it in REDIS_URL.')
  // Of a Redis Cluster, every node that is named.
  const nodes = redisUrl ? await Promise.all(redisNodes(redisUrl).map(checkRedis)) : [{ findings: [none], clocks: [] }]
  const redis = { findings: nodes.flatMap((node) => node.findings), clocks: nodes.flatMap((node) => node.clocks) }
  const findings = [...postgres.findings, ...redis.findings, checkClocks([...postgres.clocks, ...redis.clocks])]
  if (shop.pooledUrl) findings.push(await checkPooler(shop.pooledUrl))
  if (postgres.clocks.length === 0) return findings
  if (shop.history) findings.push(await checkReplica(shop.ledgerSide().db, shop.history))
  const migrations = await checkMigrations(shop.ledgerSide())
  findings.push(migrations)
  if (migrations.state !== 'ok' || !redisUrl) return findings
  const ctx = await shop.ctx()
  return [...findings, ...(await checkGates(ctx)), await checkNextSale(ctx), ...(await checkBacklog(ctx))]
}
