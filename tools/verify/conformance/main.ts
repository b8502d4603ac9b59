/**
 * `pnpm verify conformance <address> [--key hg_live_…]`: makes a partner's requests and validates each response against the
 * server's OpenAPI document.
 */
import { parseArgs } from 'node:util'
import { buying } from './checks/buying.ts'
import type { Check } from './checks/check.ts'
import { reading } from './checks/reading.ts'
import { refusing } from './checks/refusing.ts'
import { reserving } from './checks/reserving.ts'
import { openTarget } from './open-target.ts'

const CHECKS: Check[] = [...reading, ...buying, ...reserving, ...refusing]

const { positionals, values } = parseArgs({
  args: process.argv.slice(2).filter((arg) => arg !== '--'),
  allowPositionals: true,
  options: { key: { type: 'string' } },
})
const origin = (positionals[0] ?? 'http://127.0.0.1:8080').replace(/\/$/, '')
const key = (values.key ?? process.env.HOURGLASS_KEY) || undefined

const report = (mark: string, title: string, rest = ''): void => console.log(`  ${mark.padEnd(6)} ${title}${rest}`)

console.log(`\n${origin}${key === undefined ? ', without a key' : ''}\n`)
let broken = 0
try {
  const shop = await openTarget(origin, key)
  for (const { title, needs, run } of CHECKS) {
    if (needs && !shop.scopes[needs]) {
      report('-', title, ` (needs ${needs})`)
      continue
    }
    try {
      await run(shop)
      report('ok', title)
    } catch (error) {
      broken++
      report(
        'FAIL',
        title,
        `\n         ${error instanceof Error ? error.message.replaceAll('\n', '\n         ') : error}`,
      )
    }
  }
} catch (error) {
  broken++
  console.error(`  Checking ${origin} failed: ${error instanceof Error ? error.message : error}`)
}
console.log(broken === 0 ? '\nAll checks passed.\n' : `\n${broken} failed.\n`)
process.exitCode = broken === 0 ? 0 : 1
