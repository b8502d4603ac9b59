import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createLog, logConsole } from './log.ts'

async function logging(readable: boolean) {
  const lines: string[] = []
  const to = { write: (line: string) => void lines.push(line) }
  const context = () => ({ trace_id: 'ab12' })
  return { lines, log: await createLog({ name: 'server', level: 'info', context, readable, to }) }
}

test('a log line is JSON with level, time, request context and fields, without secrets', async () => {
  const { lines, log } = await logging(false)
  log.warn({ event: 'sale.paused', sale_id: 7, error: `hg_live_${'x'.repeat(33)}` }, 'a sale was paused')
  const { time, pid, ...line } = JSON.parse(lines[0] ?? '')
  assert.equal(new Date(time).toISOString(), time)
  assert.equal(pid, process.pid)
  assert.deepEqual(line, {
    level: 'warn',
    name: 'server',
    trace_id: 'ab12',
    event: 'sale.paused',
    sale_id: 7,
    error: '[key]',
    msg: 'a sale was paused',
  })
})

test('in a terminal a log line is human-readable, without secrets', async () => {
  const { lines, log } = await logging(true)
  log.info({ sale_id: 7, code: 'whsec_abc' }, 'gate rebuilt')
  assert.match(lines.join(''), /INFO.*gate rebuilt.*"sale_id":7/)
  assert.doesNotMatch(lines.join(''), /whsec_abc/)
})

test('what a library prints becomes a log line, without secrets', async (t) => {
  const { warn, error } = console
  t.after(() => Object.assign(console, { warn, error }))
  const { lines, log } = await logging(false)
  logConsole(log)
  console.warn('[WARN] no password for %s', `hg_live_${'x'.repeat(33)}`)
  const { level, event, msg } = JSON.parse(lines[0] ?? '')
  assert.deepEqual([level, event, msg], ['warn', 'library', '[WARN] no password for [key]'])
})
