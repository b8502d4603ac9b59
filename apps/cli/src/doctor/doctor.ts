import { redisNodes } from '@hourglass/core/redis'
import type { Command } from '../command.ts'
import type { CommandStores } from '../stores.ts'
import { columns } from '../table.ts'
import { danger, type Finding } from './finding.ts'
import { checkPooler, checkReplica } from './pooler-and-replica.ts'
import { checkBacklog, checkGates, checkMigrations, checkNextSale } from './shop-checks.ts'
import { checkClocks, checkPostgres, checkRedis } from './stores.ts'

const MARKS = { ok: '✓', warning: '!', danger: '✗' }

/** Checks the installation. Prints one line per check, followed by the remedy if the check fails. */
export const doctor: Command = {
  usage: '',
  summary:
    'Checks stores, settings, clocks, migrations, gates, the next sale and the backlog; exits with code 1 if any check is marked ✗',
  async run(shop) {
    const findings = await examine(shop)
    const failed = findings.filter(({ state }) => state === 'danger').length
    const rows = findings.map(({ state, check, message }) => [MARKS[state], check, message])
    const lines = columns(rows).flatMap((line, i) => {
      const remedy = findings[i]?.remedy
      return remedy ? [line, `   → ${remedy}`] : [line]
    })
    const verdict =
      failed === 0
        ? 'No guarantee is at risk.'
        : `${failed} failed ${failed === 1 ? 'check puts' : 'checks put'} a guarantee at risk.`
    return { value: { ok: failed === 0, findings }, lines: [...lines, '', verdict], code: failed === 0 ? 0 : 1 }
  },
}

async function examine(shop: CommandStores): Promise<Finding[]> {
  const postgres = await checkPostgres(shop.databaseUrl)
  const redisUrl = await shop.redisUrl().catch(() => undefined)
  const none = danger('Redis', 'no running Redis found, and REDIS_URL is not set', 'Set REDIS_URL.')
  // In a Redis Cluster, every node in REDIS_URL is checked.
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
