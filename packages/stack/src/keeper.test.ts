import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import test from 'node:test'
import { allGone, runProgram, scratchFolder } from './fixtures/program.ts'
import { startKeeper } from './keeper/keeper.ts'
import { isAlive } from './keeper/process-life.ts'
import { StackError } from './stack-error.ts'

const SLEEPER = { name: 'sleeper', command: '/bin/sh', args: ['-c', 'echo ready; exec sleep 600'] }

test('a killed parent leaves nothing behind: what it kept is stopped, last started first', async () => {
  const file = join(scratchFolder(), 'order')
  const { child, said } = await runProgram<{ keeper: number; pids: number[] }>('keeper-program.ts', file)
  child.kill('SIGKILL')
  assert.ok(await allGone([said.keeper, ...said.pids]))
  assert.equal(readFileSync(file, 'utf8'), 'second\nfirst\n')
})

test('Ctrl-C in the terminal does not reach the keeper or what it keeps', async () => {
  const { child, said } = await runProgram<{ keeper: number; pids: number[] }>(
    'keeper-program.ts',
    join(scratchFolder(), 'order'),
  )
  process.kill(-(child.pid ?? 0), 'SIGINT') // the terminal's foreground group
  assert.ok([said.keeper, ...said.pids].every(isAlive))
  child.kill('SIGKILL')
  assert.ok(await allGone([said.keeper, ...said.pids]))
})

test('a killed keeper is noticed, and what it kept is stopped from here', async (t) => {
  const keeper = await startKeeper()
  t.after(() => keeper.stop())
  const kept = await keeper.spawn(SLEEPER)
  process.kill(keeper.pid, 'SIGKILL')
  await keeper.lost
  assert.deepEqual(await kept.exited, { code: null, signal: null })
  assert.equal(isAlive(kept.pid), false)
  await assert.rejects(keeper.spawn(SLEEPER), StackError)
})

test('what ignores its stop signal is killed after its grace time, its own children with it', async (t) => {
  const keeper = await startKeeper()
  t.after(() => keeper.stop())
  const script = `trap '' TERM; sleep 600 & echo $!; wait; wait`
  const kept = await keeper.spawn({ name: 'stubborn', command: '/bin/sh', args: ['-c', script], graceMs: 50 })
  const grandchild = Number(await new Promise<string>((line) => kept.onLine(line)))
  assert.equal((await kept.stop()).signal, 'SIGKILL')
  assert.ok(await allGone([kept.pid, grandchild]))
})

test('what ends by itself takes its own children along', async (t) => {
  const keeper = await startKeeper()
  t.after(() => keeper.stop())
  const kept = await keeper.spawn({ name: 'careless', command: '/bin/sh', args: ['-c', 'sleep 600 & echo $!'] })
  const grandchild = Number(await new Promise<string>((line) => kept.onLine(line)))
  assert.deepEqual(await kept.exited, { code: 0, signal: null })
  assert.ok(await allGone([grandchild]))
})

test('output and the exit code are reported', async (t) => {
  const keeper = await startKeeper()
  t.after(() => keeper.stop())
  const kept = await keeper.spawn({
    name: 'talker',
    command: '/bin/sh',
    args: ['-c', 'echo one; echo two >&2; exit 7'],
  })
  assert.deepEqual(await kept.exited, { code: 7, signal: null })
  assert.deepEqual([...kept.lines].sort(), ['one', 'two'])
})

test('a program that is not there is refused with a sentence', async (t) => {
  const keeper = await startKeeper()
  t.after(() => keeper.stop())
  await assert.rejects(
    keeper.spawn({ name: 'Nothing', command: '/nonexistent', args: [] }),
    /Nothing could not be started: .*ENOENT/,
  )
})
