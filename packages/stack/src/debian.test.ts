import assert from 'node:assert/strict'
import test from 'node:test'
import { installDebianPackages } from './debian.ts'

test('nothing is installed when the commands are there', async () => {
  const lines: string[] = []
  assert.deepEqual(await installDebianPackages(['sh', 'ls'], (line) => lines.push(line)), { ok: true })
  assert.deepEqual(lines, [])
})

test('without root, what is missing is named with the command that brings it', {
  skip: process.getuid?.() === 0 && 'runs as root',
}, async () => {
  const outcome = await installDebianPackages(['no-such-command'], () => {})
  assert.equal(outcome.ok, false)
  assert.match(outcome.ok ? '' : outcome.reason, /no-such-command/)
})
