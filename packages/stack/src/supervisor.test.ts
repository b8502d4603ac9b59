import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import test from 'node:test'
import { allGone, runProgram, scratchFolder } from './fixtures/program.ts'
import { StackError } from './stack-error.ts'
import { isAlive } from './supervisor/process-life.ts'
import { startSupervisor } from './supervisor/supervisor.ts'

const SLEEPER = { name: 'sleeper', command: '/bin/sh', args: ['-c', 'echo ready; exec sleep 600'] }

test('when the parent is killed, its children are stopped in reverse order of their start', async () => {
  const file = join(scratchFolder(), 'order')
  const { child, said } = await runProgram<{ supervisor: number; pids: number[] }>('supervisor-program.ts', file)
  child.kill('SIGKILL')
  assert.ok(await allGone([said.supervisor, ...said.pids]))
  assert.equal(readFileSync(file, 'utf8'), 'second\nfirst\n')
})

test('Ctrl-C in the terminal does not reach the supervisor or its children', async () => {
  const { child, said } = await runProgram<{ supervisor: number; pids: number[] }>(
    'supervisor-program.ts',
    join(scratchFolder(), 'order'),
  )
  process.kill(-(child.pid ?? 0), 'SIGINT') // the terminal's foreground group
  assert.ok([said.supervisor, ...said.pids].every(isAlive))
  child.kill('SIGKILL')
  assert.ok(await allGone([said.supervisor, ...said.pids]))
})

test('when the supervisor is killed, the parent stops its children', async (t) => {
  const supervisor = await startSupervisor()
  t.after(() => supervisor.stop())
  const child = await supervisor.spawn(SLEEPER)
  process.kill(supervisor.pid, 'SIGKILL')
  await supervisor.lost
  assert.deepEqual(await child.exited, { code: null, signal: null })
  assert.equal(isAlive(child.pid), false)
  await assert.rejects(supervisor.spawn(SLEEPER), StackError)
})

test('a process that ignores its stop signal is killed after the grace period, with its children', async (t) => {
  const supervisor = await startSupervisor()
  t.after(() => supervisor.stop())
  const script = `trap '' TERM; sleep 600 & echo $!; wait; wait`
  const child = await supervisor.spawn({ name: 'stubborn', command: '/bin/sh', args: ['-c', script], graceMs: 50 })
  const grandchild = Number(await new Promise<string>((line) => child.onLine(line)))
  assert.equal((await child.stop()).signal, 'SIGKILL')
  assert.ok(await allGone([child.pid, grandchild]))
})

test('when a process exits, its children are killed', async (t) => {
  const supervisor = await startSupervisor()
  t.after(() => supervisor.stop())
  const child = await supervisor.spawn({ name: 'careless', command: '/bin/sh', args: ['-c', 'sleep 600 & echo $!'] })
  const grandchild = Number(await new Promise<string>((line) => child.onLine(line)))
  assert.deepEqual(await child.exited, { code: 0, signal: null })
  assert.ok(await allGone([grandchild]))
})

test('the output and the exit code of a child are reported', async (t) => {
  const supervisor = await startSupervisor()
  t.after(() => supervisor.stop())
  const child = await supervisor.spawn({
    name: 'talker',
    command: '/bin/sh',
    args: ['-c', 'echo one; echo two >&2; exit 7'],
  })
  assert.deepEqual(await child.exited, { code: 7, signal: null })
  assert.deepEqual([...child.lines].sort(), ['one', 'two'])
})

test('starting a missing program fails with a StackError', async (t) => {
  const supervisor = await startSupervisor()
  t.after(() => supervisor.stop())
  await assert.rejects(
    supervisor.spawn({ name: 'Nothing', command: '/nonexistent', args: [] }),
    /Nothing could not be started: .*ENOENT/,
  )
})
