import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test from 'node:test'
import { installDebianPackages } from './debian.ts'

test('nothing is installed if the commands are on PATH', async () => {
  const lines: string[] = []
  assert.deepEqual(await installDebianPackages(['sh', 'ls'], (line) => lines.push(line)), { ok: true })
  assert.deepEqual(lines, [])
})

test('alternatives count as installed: Valkey for Redis, Chrome for Chromium', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'hourglass-path-'))
  const path = process.env.PATH
  t.after(() => {
    process.env.PATH = path
    rmSync(folder, { recursive: true })
  })
  for (const name of ['valkey-server', 'google-chrome']) writeFileSync(join(folder, name), '', { mode: 0o755 })
  process.env.PATH = folder
  assert.deepEqual(await installDebianPackages(['redis-server', 'chromium'], assert.fail), { ok: true })
})

test('without root, the missing packages are listed with the command that installs them', {
  skip: process.getuid?.() === 0 && 'runs as root',
}, async () => {
  const outcome = await installDebianPackages(['no-such-command'], () => {})
  assert.equal(outcome.ok, false)
  assert.match(outcome.ok ? '' : outcome.reason, /no-such-command/)
})
